// SPDX-License-Identifier: GPL-2.0-or-later
// Arms a host: names the machine, the profile and the disk that will be erased, and says why when it may not be armed.
'use client';
import { Bullseye, Button, Spinner } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { Dialog } from '../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../dialog/text.ts';
import { exactTime } from '../list/time.ts';
import { notify } from '../notice/notices.ts';
import { ArmForm } from './arm-form.tsx';
import { obstaclesOf } from './judge.ts';
import { ObstacleList } from './obstacle-list.tsx';
import { TEXT } from './text.ts';
import { useNode } from './use-node.ts';

type ArmDialogProps = { host: { id: string; hostname: string }; onClose: () => void; onArmed: () => void };

export function ArmDialog({ host, onClose, onArmed }: ArmDialogProps) {
  const formId = useId();
  const [isBusy, setBusy] = useState(false);
  const node = useNode(host.id);
  const obstacles = node.state === 'read' ? obstaclesOf(node.profile, node.host) : [];
  const mayArm = node.state === 'read' && obstacles.length === 0;
  const done = (armedUntil: number) => {
    notify(TEXT.armDone(host.hostname, exactTime(armedUntil)));
    onClose();
    onArmed();
  };
  const buttons = (
    <>
      {mayArm && <Button variant="danger" type="submit" form={formId} isLoading={isBusy} isDisabled={isBusy}>{TEXT.armSubmit}</Button>}
      <Button variant="link" onClick={onClose}>{mayArm ? DIALOG_TEXT.cancel : DIALOG_TEXT.close}</Button>
    </>
  );
  return (
    <Dialog title={TEXT.armTitle(host.hostname)} titleIcon="warning" size="medium" onClose={onClose} buttons={buttons}>
      {node.state === 'loading' && <Bullseye><Spinner aria-label={TEXT.armLoading} /></Bullseye>}
      {node.state === 'failed' && <ProblemAlert title={TEXT.armFailed} problem={node.problem} />}
      {node.state === 'read' && !mayArm && <ObstacleList obstacles={obstacles} host={node.host} />}
      {node.state === 'read' && mayArm && <ArmForm id={formId} host={node.host} profile={node.profile} onBusy={setBusy} onArmed={done} />}
    </Dialog>
  );
}
