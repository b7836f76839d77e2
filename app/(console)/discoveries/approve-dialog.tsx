// SPDX-License-Identifier: GPL-2.0-or-later
// Makes a discovered machine a host, with a name and a profile.
'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Content, Form, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { type Control, useController, useForm } from 'react-hook-form';
import { z } from 'zod';
import { Host } from '#kickstart/profile/host.ts';
import { Hostname, Slug } from '#kickstart/profile/names.ts';
import { apiPath, callApi } from '../../api-client.ts';
import { FieldFrame } from '../../form/field-frame.tsx';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { TextField } from '../../form/text-field.tsx';
import type { Problem } from '../../problem.ts';
import { Dialog } from '../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../dialog/text.ts';
import { useProfileChoices } from '../hosts/use-profile-choices.ts';
import type { Discovery } from './discovery.ts';
import { TEXT } from './text.ts';

const Approval = z.object({ hostname: Hostname, profile: z.string().min(1, TEXT.profileMissing).pipe(Slug) });
type Approval = z.infer<typeof Approval>;

function ProfileField({ control }: { control: Control<Approval> }) {
  const { field, fieldState } = useController({ control, name: 'profile' });
  const { choices, problem } = useProfileChoices();
  return (
    <>
      <ProblemAlert title={TEXT.profilesFailed} problem={problem} />
      <FieldFrame id="field-profile" label={TEXT.profile} help={TEXT.profileHelp} error={fieldState.error?.message} isRequired>
        {(input) => (
          <FormSelect {...input} ref={field.ref} isRequired value={field.value} onChange={(_event, value) => field.onChange(value)} onBlur={field.onBlur}>
            <FormSelectOption value="" label={TEXT.profileChoose} isPlaceholder />
            {choices.map((choice) => <FormSelectOption key={choice.value} value={choice.value} label={choice.label} />)}
          </FormSelect>
        )}
      </FieldFrame>
    </>
  );
}

type ApproveDialogProps = { discovery: Discovery; onClose: () => void; onDone: (host: Host) => void };

export function ApproveDialog({ discovery: { mac }, onClose, onDone }: ApproveDialogProps) {
  const formId = useId();
  const [problem, setProblem] = useState<Problem>();
  const { control, handleSubmit, formState } = useForm<Approval>({ resolver: zodResolver(Approval), mode: 'onTouched', defaultValues: { hostname: '', profile: '' } });
  const approve = async (approval: Approval) => {
    const answer = await callApi({ method: 'POST', path: apiPath(['discoveries', mac, 'approve']), body: approval, schema: Host });
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) onDone(answer.data);
  };
  const buttons = (
    <>
      <Button type="submit" form={formId} isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{TEXT.approveSubmit}</Button>
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={TEXT.approveTitle(mac)} onClose={onClose} buttons={buttons}>
      <Form id={formId} noValidate onSubmit={(event) => void handleSubmit(approve)(event)}>
        <Content component="p">{TEXT.approveText}</Content>
        <ProblemAlert title={TEXT.approveFailed} problem={problem} />
        <TextField control={control} name="hostname" label={TEXT.hostname} help={TEXT.hostnameHelp} isRequired />
        <ProfileField control={control} />
      </Form>
    </Dialog>
  );
}
