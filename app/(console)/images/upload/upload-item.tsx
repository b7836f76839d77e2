// SPDX-License-Identifier: GPL-2.0-or-later
// One upload of this window: how far, how fast, how long still, and what can be done with it.
'use client';
import { Alert, Button, Progress, ProgressMeasureLocation } from '@patternfly/react-core';
import { LinkButton } from '#app/shell/link-button.tsx';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { durationText, sizeText } from '../../hosts/installation/duration.ts';
import { percentOf, timeLeftOf } from '../../hosts/installation/image-progress.ts';
import { TEXT } from './text.ts';
import { cancelUpload, dismissUpload, type LocalUpload, pauseUpload, resumeUpload } from './uploads.ts';

/** Bytes in a second, lately; undefined while nobody can tell. */
function speedOf(samples: LocalUpload['samples']): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < 1000) return undefined;
  return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
}

function Numbers({ upload }: { upload: LocalUpload }) {
  const speed = speedOf(upload.samples);
  const left = timeLeftOf(upload.samples, upload.size);
  const parts = [
    upload.step.is === 'done' || upload.step.is === 'failed' ? '' : TEXT.steps[upload.step.is],
    TEXT.amount(sizeText(upload.sent), sizeText(upload.size)),
    ...(upload.step.is === 'uploading' && speed !== undefined ? [TEXT.speed(sizeText(speed))] : []),
    ...(upload.step.is === 'uploading' && left !== undefined ? [TEXT.left(durationText(left))] : []),
  ];
  return <p className="bw-sub">{parts.filter((part) => part !== '').join(' · ')}</p>;
}

function Buttons({ upload }: { upload: LocalUpload }) {
  const { key, step } = upload;
  const isMoving = step.is === 'uploading' || step.is === 'waiting';
  if (step.is === 'failed' && step.isOver) return <div className="bw-buttons"><Button variant="secondary" size="sm" aria-label={`${TEXT.dismiss}: ${upload.name}`} onClick={() => dismissUpload(key)}>{TEXT.dismiss}</Button></div>;
  return (
    <div className="bw-buttons">
      {isMoving && <Button variant="secondary" size="sm" aria-label={`${TEXT.pause}: ${upload.name}`} onClick={() => pauseUpload(key)}>{TEXT.pause}</Button>}
      {(step.is === 'paused' || step.is === 'failed') && <Button variant="secondary" size="sm" aria-label={`${TEXT.resume}: ${upload.name}`} onClick={() => resumeUpload(key)}>{TEXT.resume}</Button>}
      {step.is !== 'finishing' && <Button variant="secondary" size="sm" isDanger aria-label={`${TEXT.cancel}: ${upload.name}`} onClick={() => void cancelUpload(key)}>{TEXT.cancel}</Button>}
    </div>
  );
}

export function UploadItem({ upload }: { upload: LocalUpload }) {
  const { step, name } = upload;
  if (step.is === 'done') {
    return (
      <Alert isInline variant="success" component="h3" title={TEXT.done(name)} actionLinks={(
        <div className="bw-buttons">
          <LinkButton href={`/images/${step.sha256}`} variant="secondary">{TEXT.open}</LinkButton>
          <Button variant="link" onClick={() => dismissUpload(upload.key)}>{TEXT.dismiss}</Button>
        </div>
      )}>
        {TEXT.doneText} <code className="bw-wrap">{step.sha256}</code>
      </Alert>
    );
  }
  return (
    <div className="bw-upload">
      <Progress
        title={name}
        aria-label={TEXT.progressOf(name)}
        value={percentOf(upload.sent, upload.size) ?? 0}
        measureLocation={ProgressMeasureLocation.top}
        {...(step.is === 'failed' ? { variant: 'danger' } : {})}
      />
      <Numbers upload={upload} />
      {step.is === 'failed' && <ProblemAlert title={TEXT.failed(name)} problem={step.problem} />}
      <Buttons upload={upload} />
    </div>
  );
}
