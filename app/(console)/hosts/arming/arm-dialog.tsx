// SPDX-License-Identifier: GPL-2.0-or-later
// Arms one host or many: first the verdict on each with the disk that will be erased, then the question, then who was armed and who was not.
'use client';
import { Bullseye, Button, Content, Spinner } from '@patternfly/react-core';
import { useId, useMemo, useState } from 'react';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { Dialog } from '../../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../../dialog/text.ts';
import { exactTime } from '../../list/time.ts';
import { notify } from '../../notice/notices.ts';
import { ArmForm } from './arm-form.tsx';
import { ArmResult } from './arm-result.tsx';
import { OnlyRefusedHost } from './refused-host.tsx';
import { TEXT } from './text.ts';
import { useVerdicts } from './use-verdicts.ts';
import type { ArmedHosts, Verdict } from './verdict.ts';
import { LeftOut } from './verdict-list.tsx';

type ArmDialogProps = { hosts: readonly { id: string; hostname: string }[]; onClose: () => void; /** One of them, at least, was armed. */ onArmed: () => void };

function tell(result: ArmedHosts, ready: readonly Verdict[]): void {
  const [first] = result.armed;
  if (first === undefined) return;
  const until = exactTime(first.armedUntil);
  const hostname = ready.find(({ id }) => id === first.id)?.hostname ?? first.id;
  notify(result.armed.length === 1 ? TEXT.done(hostname, until) : TEXT.doneMany(result.armed.length, until));
}

function NoneReady({ refused }: { refused: readonly Verdict[] }) {
  const [only] = refused;
  if (only === undefined) return <Content component="p">{TEXT.gone}</Content>;
  return refused.length === 1 ? <OnlyRefusedHost refused={only} /> : <LeftOut refused={refused} title={TEXT.noneLeft} />;
}

export function ArmDialog({ hosts, onClose, onArmed }: ArmDialogProps) {
  const formId = useId();
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<ArmedHosts>();
  // The dialog is about the hosts it was opened with, whatever becomes of the list behind it.
  const [asked] = useState(hosts);
  const answer = useVerdicts(useMemo(() => asked.map(({ id }) => id), [asked]));
  const verdicts = answer?.ok === true ? answer.data : [];
  const ready = verdicts.filter(({ isInstallable }) => isInstallable);
  const refused = verdicts.filter(({ isInstallable }) => !isInstallable);
  const isAsking = answer?.ok === true && ready.length > 0 && result === undefined;

  const done = (given: ArmedHosts) => {
    tell(given, ready);
    if (given.armed.length > 0) onArmed();
    if (given.refused.length === 0 && refused.length === 0) onClose();
    else setResult(given);
  };
  const buttons = (
    <>
      {isAsking && <Button variant="danger" type="submit" form={formId} isLoading={isBusy} isDisabled={isBusy}>{TEXT.submit(ready.length)}</Button>}
      <Button variant="link" onClick={onClose}>{isAsking ? DIALOG_TEXT.cancel : DIALOG_TEXT.close}</Button>
    </>
  );
  return (
    <Dialog title={TEXT.title(asked.map(({ hostname }) => hostname))} titleIcon="warning" size="medium" onClose={onClose} buttons={buttons}>
      {answer === undefined && <Bullseye><Spinner aria-label={TEXT.loading} /></Bullseye>}
      {answer?.ok === false && <ProblemAlert title={TEXT.judgeFailed} problem={answer.problem} />}
      {answer?.ok === true && ready.length === 0 && <NoneReady refused={refused} />}
      {isAsking && <ArmForm id={formId} ready={ready} refused={refused} onBusy={setBusy} onAnswer={done} />}
      {result !== undefined && <ArmResult result={result} verdicts={verdicts} />}
    </Dialog>
  );
}
