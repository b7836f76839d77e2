// SPDX-License-Identifier: GPL-2.0-or-later
// The questions before a roll-out is paused, resumed, stopped or taken back.
'use client';
import { Alert, Button, Content, FormGroup, List, ListItem, Radio, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { z } from 'zod';
import { RollbackAnswer, type RolloutDetail } from '#kickstart/fleet/rollout-view.ts';
import { type Answer, apiPath, callApi } from '../../../api-client.ts';
import { FieldFrame } from '../../../form/field-frame.tsx';
import { ConfirmDialog } from '../../dialog/confirm-dialog.tsx';
import { Dialog } from '../../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../../dialog/text.ts';
import type { Reboot } from '../../fleet/ask.ts';
import { RebootField } from '../../fleet/reboot-field.tsx';
import { Survival } from '../../fleet/survival.tsx';
import { notify } from '../../notice/notices.ts';
import { TEXT } from './text.ts';

export type AskedOf = 'pause' | 'resume' | 'stop' | 'rollback';

type OneProps = { rollout: RolloutDetail; onClose: () => void; onDone: () => void };

function call<T>(id: string, what: AskedOf, body: object, schema: z.ZodType<T>): Promise<Answer<T>> {
  return callApi({ method: 'POST', path: apiPath(['rollouts', id, what]), body, schema });
}

/** A reason that was given; an empty one is left out. */
const reasonOf = (reason: string) => (reason.trim() === '' ? {} : { reason: reason.trim() });

function ReasonField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <FieldFrame id="rollout-reason" label={TEXT.reason} help={TEXT.reasonHelp}>
      {(input) => <TextInput {...input} value={value} maxLength={300} autoComplete="off" onChange={(_event, text) => onChange(text)} />}
    </FieldFrame>
  );
}

function PauseDialog({ rollout: { id, title }, onClose, onDone }: OneProps) {
  const [reason, setReason] = useState('');
  const done = () => {
    notify(TEXT.paused);
    onDone();
    onClose();
  };
  return (
    <ConfirmDialog title={TEXT.pauseTitle(title)} confirm={TEXT.pauseSubmit} refused={TEXT.pauseFailed} isHarmless act={() => call(id, 'pause', reasonOf(reason), z.unknown())} onDone={done} onClose={onClose}>
      <Content component="p">{TEXT.pauseText}</Content>
      <ReasonField value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}

function ResumeDialog({ rollout: { id, title, may }, onClose, onDone }: OneProps) {
  const [isRetry, setRetry] = useState(false);
  const done = () => {
    notify(TEXT.resumed);
    onDone();
    onClose();
  };
  return (
    <ConfirmDialog title={TEXT.resumeTitle(title)} confirm={TEXT.resumeSubmit} refused={TEXT.resumeFailed} isHarmless act={() => call(id, 'resume', { retry: isRetry }, z.unknown())} onDone={done} onClose={onClose}>
      <Content component="p">{TEXT.resumeText}</Content>
      {may.retry > 0 && (
        <FormGroup role="radiogroup" fieldId="resume-how" label={TEXT.resumeHow} isStack>
          <Radio id="resume-go-on" name="resume-how" label={TEXT.goOn} description={TEXT.goOnHelp} isChecked={!isRetry} onChange={() => setRetry(false)} />
          <Radio id="resume-retry" name="resume-how" label={TEXT.retry(may.retry)} description={TEXT.retryHelp} isChecked={isRetry} onChange={() => setRetry(true)} />
        </FormGroup>
      )}
    </ConfirmDialog>
  );
}

function StopDialog({ rollout: { id, title }, onClose, onDone }: OneProps) {
  const [reason, setReason] = useState('');
  const done = () => {
    notify(TEXT.stopped);
    onDone();
    onClose();
  };
  return (
    <ConfirmDialog title={TEXT.stopTitle(title)} confirm={TEXT.stopSubmit} refused={TEXT.stopFailed} act={() => call(id, 'stop', reasonOf(reason), z.unknown())} onDone={done} onClose={onClose}>
      <Content component="p">{TEXT.stopText}</Content>
      <ReasonField value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}

/** Nodes that are not asked, after the others were. */
function LeftDialog({ left, onClose }: { left: RollbackAnswer['left']; onClose: () => void }) {
  return (
    <Dialog title={TEXT.leftTitle(left.length)} size="medium" onClose={onClose} buttons={<Button onClick={onClose}>{DIALOG_TEXT.close}</Button>}>
      <Alert isInline variant="warning" component="h2" title={TEXT.leftTitle(left.length)}>
        <List isPlain>{left.map(({ id, hostname, reason }) => <ListItem key={id}><strong>{hostname}</strong>: {reason}</ListItem>)}</List>
      </Alert>
    </Dialog>
  );
}

function RollbackDialog({ rollout: { id, title, may, reboot: usual }, onClose, onDone }: OneProps) {
  const [reason, setReason] = useState('');
  const [reboot, setReboot] = useState<Reboot>(usual);
  const [count] = useState(may.rollback);
  const [left, setLeft] = useState<RollbackAnswer['left']>();
  const act = async () => {
    const answer = await call(id, 'rollback', { ...reasonOf(reason), reboot }, RollbackAnswer);
    if (answer.ok) {
      notify(TEXT.rolledBack(answer.data.asked));
      if (answer.data.left.length > 0) setLeft(answer.data.left);
      else onClose();
    }
    return answer;
  };
  if (left !== undefined) return <LeftDialog left={left} onClose={onClose} />;
  return (
    <ConfirmDialog title={TEXT.rollbackTitle(title)} confirm={TEXT.rollbackSubmit(count)} refused={TEXT.rollbackFailed} act={act} onDone={onDone} onClose={onClose}>
      <div className="bw-stack">
        <Content component="p">{TEXT.rollbackText(count)}</Content>
        <Survival action="rollback" />
        <RebootField value={reboot} onChange={setReboot} />
        <ReasonField value={reason} onChange={setReason} />
      </div>
    </ConfirmDialog>
  );
}

const DIALOGS = { pause: PauseDialog, resume: ResumeDialog, stop: StopDialog, rollback: RollbackDialog } as const;

export function RolloutDialogs({ asked, ...props }: OneProps & { asked: AskedOf }) {
  const One = DIALOGS[asked];
  return <One {...props} />;
}
