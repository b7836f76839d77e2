// SPDX-License-Identifier: GPL-2.0-or-later
// Asks for a text to paste (a key, a signature), sends it, and says at the field what is wrong with it.
'use client';
import { Button, Content, Form, TextArea } from '@patternfly/react-core';
import { type SubmitEvent, useId, useState } from 'react';
import type { Answer } from '../../api-client.ts';
import { FieldFrame } from '../../form/field-frame.tsx';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import type { Problem } from '../../problem.ts';
import { Dialog } from '../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../dialog/text.ts';

type PasteDialogProps = {
  title: string;
  text: string;
  label: string;
  help: string;
  submit: string;
  failed: string;
  send: (text: string) => Promise<Answer<unknown>>;
  onClose: () => void;
  onDone: () => void;
};

export function PasteDialog({ title, text, label, help, submit, failed, send, onClose, onDone }: PasteDialogProps) {
  const id = useId();
  const [pasted, setPasted] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const error = problem?.status === 422 ? (problem.errors?.[0]?.message ?? problem.detail) : undefined;
  const go = async () => {
    setBusy(true);
    const answer = await send(pasted);
    setBusy(false);
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) onDone();
    else document.getElementById(`${id}-text`)?.focus();
  };
  const buttons = (
    <>
      <Button type="submit" form={id} isLoading={isBusy} isDisabled={isBusy}>{submit}</Button>
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={title} size="medium" onClose={onClose} buttons={buttons}>
      <Form
        id={id}
        noValidate
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          void go();
        }}
      >
        <Content component="p">{text}</Content>
        <ProblemAlert title={failed} problem={error === undefined ? problem : undefined} />
        <FieldFrame id={`${id}-text`} label={label} help={help} error={error} isRequired>
          {(input) => <TextArea {...input} className="bw-log" rows={6} value={pasted} isRequired spellCheck={false} resizeOrientation="vertical" onChange={(_event, value) => setPasted(value)} />}
        </FieldFrame>
      </Form>
    </Dialog>
  );
}
