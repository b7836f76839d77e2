// SPDX-License-Identifier: GPL-2.0-or-later
// A running operation: its steps, how much is downloaded, what it says, and how it ended.
import { Alert, Button, Card, CardBody, CardTitle, Progress, ProgressStep, ProgressStepper, Spinner, Stack, StackItem } from '@patternfly/react-core';
import { useEffect, useRef, useState } from 'react';
import type { reportSteps } from '#kickstart/fleet/wire.ts';
import type { Progress as Said } from './progress-lines.ts';
import { Log, Reported } from './reported.tsx';
import { TEXT } from './text.ts';
import type { Begun, OperationState } from './use-operation.ts';

type Step = (typeof reportSteps)[number];

/** What an upgrade goes through before the reboot. */
const STEPS = ['preflight', 'download', 'verify', 'install', 'installed'] as const satisfies readonly Step[];
/** Up to here nothing is written but the download, so it may be ended. */
const BEFORE_IMGBASE: readonly (Step | undefined)[] = [undefined, 'begun', 'preflight', 'download', 'verify'];

function Steps({ progress, hasFailed }: { progress: Said; hasFailed: boolean }) {
  const last: readonly (Step | undefined)[] = ['waiting', 'rebooting', 'installed'];
  const now = last.includes(progress.step) ? STEPS.length : STEPS.findIndex((step) => step === progress.step);
  const variant = (index: number) => (index < now ? 'success' : index > now ? 'pending' : hasFailed ? 'danger' : 'info');
  const words = { success: TEXT.stepDone, pending: TEXT.stepPending, danger: TEXT.failedWord, info: TEXT.stepRunning };
  return (
    <ProgressStepper aria-label={TEXT.stepsOf}>
      {STEPS.map((step, index) => (
        <ProgressStep key={step} id={`step-${step}`} titleId={`step-${step}-title`} variant={variant(index)} isCurrent={index === now} aria-label={`${TEXT.stepWords[step]}: ${words[variant(index)]}`}>{TEXT.stepWords[step]}</ProgressStep>
      ))}
    </ProgressStepper>
  );
}

function Outcome({ shown, onClose }: { shown: OperationState; onClose: () => void }) {
  const { operation: { kind }, progress: { result }, isLost } = shown;
  const close = <Button variant="link" isInline onClick={onClose}>{TEXT.close}</Button>;
  if (shown.isCancelled && isLost) return <Alert isInline variant="info" title={TEXT.cancelled} component="h3" actionLinks={close}>{TEXT.cancelledWhy}</Alert>;
  // An error before the operation began (another one runs, a wrong node.conf) is said in plain lines.
  const words = shown.progress.step === undefined ? shown.progress.lines.slice(-3).join(' ') : '';
  if (isLost) return <Alert isInline variant="danger" title={words === '' ? TEXT.lost : TEXT.failedOperation[kind]} component="h3" actionLinks={close}><Reported>{words || TEXT.lostWhy}</Reported></Alert>;
  if (result === undefined) return null;
  const title = result.result === 'done' ? TEXT.done[kind] : result.result === 'nothing' ? TEXT.nothing : TEXT.failedOperation[kind];
  const variant = result.result === 'done' ? 'success' : result.result === 'nothing' ? 'info' : 'danger';
  return <Alert isInline variant={variant} title={title} component="h3" actionLinks={close}><Reported>{result.message}</Reported></Alert>;
}

function CancelButton({ onCancel }: { onCancel: () => Promise<Begun> }) {
  const [why, setWhy] = useState('');
  const cancel = async () => {
    const begun = await onCancel();
    setWhy(begun.ok ? '' : begun.why);
  };
  return (
    <>
      <Button variant="secondary" onClick={() => void cancel()}>{TEXT.cancelOperation}</Button>
      {why !== '' && <div role="alert"><Alert isInline variant="danger" title={TEXT.notCancelled} component="h3"><Reported>{why}</Reported></Alert></div>}
    </>
  );
}

type PanelProps = { shown: OperationState; isBusy: boolean; onCancel: () => Promise<Begun>; onClose: () => void };

export function OperationPanel({ shown, isBusy, onCancel, onClose }: PanelProps) {
  const { operation: { kind, token }, progress } = shown;
  const head = useRef<HTMLDivElement>(null);
  // The button that began it is disabled now: the focus goes to what came of it.
  useEffect(() => head.current?.focus(), [token]);
  const mayCancel = kind === 'upgrade' && BEFORE_IMGBASE.includes(progress.step);
  const hasFailed = shown.isLost || progress.result?.result === 'failed';
  return (
    <Card component="section" aria-labelledby="operation">
      <CardTitle component="h2"><span id="operation" ref={head} tabIndex={-1}>{isBusy ? TEXT.running[kind] : TEXT.ended[kind]}</span> {isBusy && <Spinner size="md" aria-label={TEXT.running[kind]} />}</CardTitle>
      <CardBody>
        <Stack hasGutter>
          {kind === 'upgrade' && progress.result?.result !== 'nothing' && <StackItem><Steps progress={progress} hasFailed={hasFailed} /></StackItem>}
          {isBusy && progress.permille !== null && <StackItem><Progress title={TEXT.downloaded} value={progress.permille / 10} label={`${Math.floor(progress.permille / 10)} %`} /></StackItem>}
          <StackItem><div role="status"><Outcome shown={shown} onClose={onClose} />{isBusy && <p>{progress.lines.at(-1)}</p>}</div></StackItem>
          {isBusy && <StackItem><p>{mayCancel || kind !== 'upgrade' ? TEXT.goesOn : TEXT.uncancellable}</p></StackItem>}
          {isBusy && mayCancel && <StackItem><CancelButton onCancel={onCancel} /></StackItem>}
          {progress.lines.length > 0 && <StackItem><Log label={TEXT.output} text={progress.lines.join('\n')} /></StackItem>}
        </Stack>
      </CardBody>
    </Card>
  );
}
