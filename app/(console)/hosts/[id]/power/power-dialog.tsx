// SPDX-License-Identifier: GPL-2.0-or-later
// Asks before the power of a machine is switched, and says again what happens while it is being installed.
'use client';
import { Checkbox, Content, List, ListItem } from '@patternfly/react-core';
import { useRef, useState } from 'react';
import { apiPath, callApi } from '../../../../api-client.ts';
import type { Problem } from '../../../../problem.ts';
import { ConfirmDialog } from '../../../dialog/confirm-dialog.tsx';
import { Done, isInstalling, type PowerAction, stepsIn } from './answers.ts';
import { TEXT } from './text.ts';

type PowerDialogProps = { host: { id: string; hostname: string }; action: PowerAction; onClose: () => void; onDone: (steps: readonly string[]) => void };

export function PowerDialog({ host, action, onClose, onDone }: PowerDialogProps) {
  const [isForced, setForced] = useState(false);
  const told = useRef<readonly string[]>([]);
  const words = TEXT.actions[action];
  const act = async () => {
    const answer = await callApi({ method: 'POST', path: apiPath(['hosts', host.id, 'power']), body: { action, force: isForced }, schema: Done });
    if (answer.ok) told.current = answer.data.steps;
    return answer;
  };
  const wayOn = (problem: Problem) => {
    const before = stepsIn(problem);
    return (
      <>
        {before.length > 0 && <Content component="p">{TEXT.doneBefore}:</Content>}
        {before.length > 0 && <List>{before.map((step) => <ListItem key={step}>{step}</ListItem>)}</List>}
        {isInstalling(problem) && <Checkbox id="power-force" label={TEXT.force} isChecked={isForced} onChange={(_event, checked) => setForced(checked)} />}
      </>
    );
  };
  return (
    <ConfirmDialog title={words.title(host.hostname)} confirm={words.submit} refused={words.failed} act={act} wayOn={wayOn} onDone={() => onDone(told.current)} onClose={onClose}>
      <Content component="p">{words.text(host.hostname)}</Content>
    </ConfirmDialog>
  );
}
