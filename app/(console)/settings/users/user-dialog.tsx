// SPDX-License-Identifier: GPL-2.0-or-later
// Adds a user, or changes role and password of one.
'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { Alert, Button, Content, Form } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { apiPath, callApi } from '../../../api-client.ts';
import { PasswordField } from '../../../form/password-field.tsx';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { TextField } from '../../../form/text-field.tsx';
import type { Problem } from '../../../problem.ts';
import { ROLES } from '../../../session/session.ts';
import { useSession } from '../../../session/session-context.tsx';
import { TEXT as SESSION_TEXT } from '../../../session/text.ts';
import { Dialog } from '../../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../../dialog/text.ts';
import { User } from './answers.ts';
import { RoleField } from './role-field.tsx';
import { TEXT } from './text.ts';

const Password = z.string().min(15, SESSION_TEXT.passwordShort).max(256, SESSION_TEXT.passwordLong);
const NewAccount = z.object({ name: z.string().trim().regex(/^[a-z][a-z0-9._-]{0,31}$/, SESSION_TEXT.nameWrong), role: z.enum(ROLES), password: Password });
const ChangedAccount = z.object({ ...NewAccount.shape, password: z.union([z.literal(''), Password], SESSION_TEXT.passwordShort) });
type Account = z.infer<typeof ChangedAccount>;

type UserDialogProps = { /** Undefined for a new user. */ user: User | undefined; onClose: () => void; onDone: (name: string) => void };

export function UserDialog({ user, onClose, onDone }: UserDialogProps) {
  const formId = useId();
  const own = useSession().name === user?.name;
  const [problem, setProblem] = useState<Problem>();
  const { control, handleSubmit, formState } = useForm<Account>({
    resolver: zodResolver(user === undefined ? NewAccount : ChangedAccount),
    mode: 'onTouched',
    defaultValues: { name: user?.name ?? '', role: user?.role ?? 'viewer', password: '' },
  });
  const save = async ({ name, role, password }: Account) => {
    const body = password === '' ? { role } : { role, password };
    const answer = await callApi({ method: 'PUT', path: apiPath(['users', name]), body, schema: User });
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) onDone(name);
  };
  const isNew = user === undefined;
  const buttons = (
    <>
      <Button type="submit" form={formId} isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{isNew ? TEXT.addUserSubmit : TEXT.changeUserSubmit}</Button>
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={isNew ? TEXT.addUserTitle : TEXT.changeUserTitle(user.name)} onClose={onClose} buttons={buttons}>
      <Form id={formId} noValidate onSubmit={(event) => void handleSubmit(save)(event)}>
        {!isNew && (own ? <Alert isInline variant="info" component="p" title={TEXT.changeUserOwn} /> : <Content component="p">{TEXT.changeUserText}</Content>)}
        <ProblemAlert title={isNew ? TEXT.addUserFailed : TEXT.changeUserFailed} problem={problem} />
        <TextField control={control} name="name" label={SESSION_TEXT.name} help={SESSION_TEXT.nameHelp} isRequired isReadOnly={!isNew} />
        <RoleField control={control} name="role" />
        <PasswordField
          control={control} name="password" label={SESSION_TEXT.newPassword} help={isNew ? SESSION_TEXT.passwordHelp : TEXT.keepPassword}
          isRequired={isNew} autoComplete="new-password"
        />
      </Form>
    </Dialog>
  );
}
