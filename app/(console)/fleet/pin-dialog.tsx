// SPDX-License-Identifier: GPL-2.0-or-later
// Pins a node with a reason, or unpins it.
'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Content, Form } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { TextAreaField } from '../../form/text-area-field.tsx';
import type { Problem } from '../../problem.ts';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { Dialog } from '../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../dialog/text.ts';
import { notify } from '../notice/notices.ts';
import { PIN } from './text.ts';

type PinDialogProps = { node: { id: string; hostname: string }; onClose: () => void; onChanged: () => void };

/** As many characters as the API takes. */
const PIN_REASON_MOST = 200;

const Reason = z.object({ reason: z.string().trim().min(1, PIN.reasonMissing).max(PIN_REASON_MOST, PIN.reasonLong(PIN_REASON_MOST)) });
type Reason = z.infer<typeof Reason>;

export function PinDialog({ node: { id, hostname }, onClose, onChanged }: PinDialogProps) {
  const formId = useId();
  const [problem, setProblem] = useState<Problem>();
  const { control, handleSubmit, formState } = useForm<Reason>({ resolver: zodResolver(Reason), mode: 'onTouched', defaultValues: { reason: '' } });
  const pin = async (body: Reason) => {
    const answer = await callApi({ method: 'PUT', path: apiPath(['hosts', id, 'node', 'pin']), body, schema: z.unknown() });
    setProblem(answer.ok ? undefined : answer.problem);
    if (!answer.ok) return;
    notify(PIN.done(hostname));
    onClose();
    onChanged();
  };
  const buttons = (
    <>
      <Button type="submit" form={formId} isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{PIN.submit}</Button>
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={PIN.title(hostname)} onClose={onClose} buttons={buttons}>
      <Form id={formId} noValidate onSubmit={(event) => void handleSubmit(pin)(event)}>
        <Content component="p">{PIN.text}</Content>
        <ProblemAlert title={PIN.failed} problem={problem} />
        <TextAreaField control={control} name="reason" label={PIN.reason} help={PIN.reasonHelp} isRequired />
      </Form>
    </Dialog>
  );
}

export function UnpinDialog({ node: { id, hostname }, onClose, onChanged }: PinDialogProps) {
  const done = () => {
    notify(PIN.unpinned(hostname));
    onClose();
    onChanged();
  };
  return (
    <ConfirmDialog
      isHarmless title={PIN.unpinTitle(hostname)} confirm={PIN.unpinSubmit} refused={PIN.unpinFailed}
      act={() => callApi({ method: 'DELETE', path: apiPath(['hosts', id, 'node', 'pin']), schema: z.unknown() })} onDone={done} onClose={onClose}
    >
      <Content component="p">{PIN.unpinText}</Content>
    </ConfirmDialog>
  );
}
