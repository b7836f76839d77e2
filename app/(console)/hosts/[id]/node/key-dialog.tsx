// SPDX-License-Identifier: GPL-2.0-or-later
// Makes a key for a node, and shows it this one time with the file to put on the node.
'use client';
import { Alert, Button, Content } from '@patternfly/react-core';
import { useState } from 'react';
import { NewNodeKey } from '#kickstart/fleet/view.ts';
import { apiPath, callApi } from '../../../../api-client.ts';
import { ProblemAlert } from '../../../../form/problem-alert.tsx';
import type { Problem } from '../../../../problem.ts';
import { Dialog } from '../../../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../../../dialog/text.ts';
import { TextActions } from '../../../file/text-actions.tsx';
import { KEYS } from './text.ts';

type KeyDialogProps = { host: { id: string; hostname: string }; onClose: () => void; /** There is one more, while its text is still shown. */ onMade: () => void };

function Made({ conf, onClose }: { conf: string; onClose: () => void }) {
  return (
    <Dialog title={KEYS.made} size="medium" onClose={onClose} buttons={<Button onClick={onClose}>{KEYS.done}</Button>}>
      <div className="bw-stack">
        <Alert isInline variant="warning" component="p" title={KEYS.madeText} />
        <pre className="bw-log" role="region" aria-label={KEYS.conf} tabIndex={0}>{conf}</pre>
        <TextActions text={conf} name="node.conf" words={KEYS.actions} />
      </div>
    </Dialog>
  );
}

export function KeyDialog({ host: { id, hostname }, onClose, onMade }: KeyDialogProps) {
  const [made, setMade] = useState<NewNodeKey>();
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    const answer = await callApi({ method: 'POST', path: apiPath(['hosts', id, 'node', 'key']), schema: NewNodeKey });
    setBusy(false);
    setProblem(answer.ok ? undefined : answer.problem);
    if (!answer.ok) return;
    setMade(answer.data);
    onMade();
  };
  if (made !== undefined) return <Made conf={made.conf} onClose={onClose} />;
  const buttons = (
    <>
      <Button isLoading={isBusy} isDisabled={isBusy} onClick={() => void make()}>{KEYS.makeSubmit}</Button>
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={KEYS.makeTitle(hostname)} onClose={onClose} buttons={buttons}>
      <ProblemAlert title={KEYS.makeFailed} problem={problem} />
      <Content component="p">{KEYS.makeText}</Content>
    </Dialog>
  );
}
