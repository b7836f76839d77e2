// SPDX-License-Identifier: GPL-2.0-or-later
// Sets or changes the management controller of a host.
'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Form, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { type Control, useController, useForm } from 'react-hook-form';
import { z } from 'zod';
import { apiPath, callApi } from '../../../../api-client.ts';
import { FieldFrame } from '../../../../form/field-frame.tsx';
import { PasswordField } from '../../../../form/password-field.tsx';
import { ProblemAlert } from '../../../../form/problem-alert.tsx';
import { TextField } from '../../../../form/text-field.tsx';
import type { Problem } from '../../../../problem.ts';
import { Dialog } from '../../../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../../../dialog/text.ts';
import { BOOT_METHODS, type Controller, ControllerAnswer } from './answers.ts';
import { TEXT } from './text.ts';

const Fields = z.object({
  url: z.string().trim().min(1, TEXT.urlMissing),
  username: z.string().min(1, TEXT.usernameMissing),
  password: z.string(),
  system: z.string().trim(),
  fingerprint: z.string().trim(),
  bootMethod: z.enum(BOOT_METHODS),
});
const NewFields = Fields.extend({ password: z.string().min(1, TEXT.passwordMissing) });
type Fields = z.infer<typeof Fields>;

function BootMethodField({ control }: { control: Control<Fields> }) {
  const { field } = useController({ control, name: 'bootMethod' });
  return (
    <FieldFrame id="controller-boot-method" label={TEXT.bootMethod} help={TEXT.bootMethodHelp}>
      {(input) => (
        <FormSelect id={input.id} aria-describedby={input['aria-describedby']} value={field.value} onChange={(_event, value) => field.onChange(value)} onBlur={field.onBlur}>
          {BOOT_METHODS.map((method) => <FormSelectOption key={method} value={method} label={TEXT.bootMethods[method]} />)}
        </FormSelect>
      )}
    </FieldFrame>
  );
}

type ControllerDialogProps = { host: { id: string; hostname: string }; controller: Controller | undefined; onClose: () => void; onSaved: () => void };

export function ControllerDialog({ host, controller, onClose, onSaved }: ControllerDialogProps) {
  const formId = useId();
  const [problem, setProblem] = useState<Problem>();
  const { control, handleSubmit, formState, setError } = useForm<Fields>({
    resolver: zodResolver(controller === undefined ? NewFields : Fields),
    mode: 'onTouched',
    defaultValues: {
      url: controller?.url ?? '', username: controller?.username ?? '', password: '', system: controller?.system ?? '', fingerprint: controller?.fingerprint ?? '', bootMethod: controller?.bootMethod ?? 'pxe',
    },
  });
  const save = async ({ password, system, fingerprint, ...fields }: Fields) => {
    const body = { ...fields, password: password === '' && controller !== undefined ? controller.password : password, ...(system === '' ? {} : { system }), ...(fingerprint === '' ? {} : { fingerprint }) };
    const answer = await callApi({ method: 'PUT', path: apiPath(['hosts', host.id, 'controller']), body, schema: ControllerAnswer });
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) {
      onSaved();
      return;
    }
    const wrong = (answer.problem.errors ?? []).flatMap(({ path, message }) => Fields.keyof().safeParse(path).data ? [{ name: Fields.keyof().parse(path), message }] : []);
    for (const [index, { name, message }] of wrong.entries()) setError(name, { message }, { shouldFocus: index === 0 });
  };
  const buttons = (
    <>
      <Button type="submit" form={formId} isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{TEXT.save}</Button>
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={TEXT.formTitle(host.hostname)} size="medium" onClose={onClose} buttons={buttons}>
      <Form id={formId} noValidate onSubmit={(event) => void handleSubmit(save)(event)}>
        <ProblemAlert title={TEXT.saveFailed} problem={problem} />
        <TextField control={control} name="url" id="controller-url" label={TEXT.url} help={TEXT.urlHelp} isRequired />
        <TextField control={control} name="username" id="controller-username" label={TEXT.username} help={TEXT.usernameHelp} isRequired />
        <PasswordField
          control={control} name="password" id="controller-password" label={TEXT.password} help={controller === undefined ? TEXT.passwordHelp : TEXT.passwordKept}
          isRequired={controller === undefined} autoComplete="off"
        />
        <BootMethodField control={control} />
        <TextField control={control} name="system" id="controller-system" label={TEXT.system} help={TEXT.systemHelp} />
        <TextField control={control} name="fingerprint" id="controller-fingerprint" label={TEXT.pin} help={TEXT.pinHelp} />
      </Form>
    </Dialog>
  );
}
