// SPDX-License-Identifier: GPL-2.0-or-later
// Creates an API token and shows it, this one time.
'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { Alert, Button, ClipboardCopy, Content, Form, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { useController, useForm, type Control } from 'react-hook-form';
import { z } from 'zod';
import { callApi } from '../../../api-client.ts';
import { FieldFrame } from '../../../form/field-frame.tsx';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { TextField } from '../../../form/text-field.tsx';
import type { Problem } from '../../../problem.ts';
import { ROLES } from '../../../session/session.ts';
import { useSession } from '../../../session/session-context.tsx';
import { Dialog } from '../../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../../dialog/text.ts';
import { NewToken } from './answers.ts';
import { RoleField } from './role-field.tsx';
import { TEXT } from './text.ts';

const Wanted = z.object({ title: z.string().trim().min(1, TEXT.tokenTitleMissing).max(100), role: z.enum(ROLES), days: z.string() });
type Wanted = z.infer<typeof Wanted>;

function DaysField({ control }: { control: Control<Wanted> }) {
  const { field } = useController({ control, name: 'days' });
  return (
    <FieldFrame id="field-days" label={TEXT.tokenDays} help={TEXT.tokenDaysHelp}>
      {(input) => (
        <FormSelect {...input} ref={field.ref} value={field.value} onBlur={field.onBlur} onChange={(_event, value) => field.onChange(value)}>
          {Object.entries(TEXT.days).map(([value, label]) => <FormSelectOption key={value} value={value} label={label} />)}
        </FormSelect>
      )}
    </FieldFrame>
  );
}

function Made({ token, onClose }: { token: string; onClose: () => void }) {
  return (
    <Dialog title={TEXT.tokenMade} onClose={onClose} buttons={<Button onClick={onClose}>{TEXT.tokenDone}</Button>}>
      <Alert isInline variant="warning" component="p" title={TEXT.tokenMadeText} />
      <Content component="p" />
      <ClipboardCopy isReadOnly isCode hoverTip={TEXT.copy} clickTip={TEXT.copied} textAriaLabel={TEXT.token} copyAriaLabel={TEXT.copy}>{token}</ClipboardCopy>
    </Dialog>
  );
}

/** `onMade` tells that there is one more, while its text is still shown. */
export function TokenDialog({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const formId = useId();
  const session = useSession();
  const [token, setToken] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const { control, handleSubmit, formState } = useForm<Wanted>({ resolver: zodResolver(Wanted), mode: 'onTouched', defaultValues: { title: '', role: 'viewer', days: '90' } });
  const create = async ({ title, role, days }: Wanted) => {
    const answer = await callApi({ method: 'POST', path: 'tokens', body: { title, role, days: Number(days) }, schema: NewToken });
    setProblem(answer.ok ? undefined : answer.problem);
    if (!answer.ok) return;
    setToken(answer.data.token);
    onMade();
  };
  if (token !== undefined) return <Made token={token} onClose={onClose} />;
  const buttons = (
    <>
      <Button type="submit" form={formId} isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{TEXT.createTokenSubmit}</Button>
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={TEXT.createTokenTitle} onClose={onClose} buttons={buttons}>
      <Form id={formId} noValidate onSubmit={(event) => void handleSubmit(create)(event)}>
        <ProblemAlert title={TEXT.createTokenFailed} problem={problem} />
        <TextField control={control} name="title" label={TEXT.tokenTitle} help={TEXT.tokenTitleHelp} isRequired />
        <RoleField control={control} name="role" highest={session.role} />
        <DaysField control={control} />
      </Form>
    </Dialog>
  );
}
