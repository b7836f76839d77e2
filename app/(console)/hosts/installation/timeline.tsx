// SPDX-License-Identifier: GPL-2.0-or-later
// The stages of an installation from top to bottom: what happened when, what is waited for, and where it ended.
'use client';
import { ProgressStep, ProgressStepper } from '@patternfly/react-core';
import BanIcon from '@patternfly/react-icons/dist/esm/icons/ban-icon';
import QuestionCircleIcon from '@patternfly/react-icons/dist/esm/icons/question-circle-icon';
import { useNow } from '../../list/time.ts';
import type { Installation } from './answers.ts';
import { durationText } from './duration.ts';
import { ImageBar } from './image-bar.tsx';
import { Moment, momentText } from './moment.tsx';
import { isFetchingImage, type Progress, type StageRow, stageRows } from './stage-rows.ts';
import { TEXT } from './text.ts';

const LOOKS = {
  reached: { variant: 'success' },
  lost: { variant: 'warning', icon: <QuestionCircleIcon /> },
  awaited: { variant: 'info' },
  stuck: { variant: 'warning' },
  failed: { variant: 'danger' },
  ended: { variant: 'default', icon: <BanIcon /> },
  ahead: { variant: 'pending' },
} as const satisfies Record<Progress, object>;

/** What is waited for, since when and until when. */
function Awaited({ installation }: { installation: Installation }) {
  const { state, stage, stageAt, deadline, armedUntil, isStuck } = installation;
  const now = useNow();
  return (
    <>
      <div>{TEXT.awaited[stage]} ({TEXT.since(durationText(now - stageAt))})</div>
      {state === 'armed' && <div>{TEXT.armedUntil(momentText(armedUntil))}</div>}
      {state !== 'armed' && stage !== 'waiting' && typeof deadline === 'number' && <div>{isStuck ? TEXT.wasUntil(momentText(deadline)) : TEXT.until(momentText(deadline))}</div>}
    </>
  );
}

function Details({ row, installation }: { row: StageRow; installation: Installation }) {
  switch (row.progress) {
    case 'reached':
      return <>{row.at !== undefined && <Moment at={row.at} />}{row.took !== undefined && `, ${TEXT.took(durationText(row.took))}`}</>;
    case 'lost':
      return <>{TEXT.progress.lost}. {TEXT.lostText}</>;
    case 'awaited':
    case 'stuck':
      return <Awaited installation={installation} />;
    case 'failed':
      return <>{TEXT.failedText}</>;
    case 'ended':
      return <>{TEXT.endedText[installation.state === 'expired' ? 'expired' : 'disarmed']}</>;
    case 'ahead':
      return <>{installation.state === 'failed' || installation.state === 'expired' || installation.state === 'disarmed' ? TEXT.never : TEXT.progress.ahead}</>;
  }
}

function Step({ row, installation }: { row: StageRow; installation: Installation }) {
  const id = `stage-${row.stage}`;
  const isNow = row.progress === 'awaited' || row.progress === 'stuck';
  const fetches = isFetchingImage(installation) && isNow;
  return (
    <ProgressStep
      id={id}
      titleId={`${id}-title`}
      aria-label={`${TEXT.stages[row.stage]}: ${TEXT.progress[row.progress]}`}
      isCurrent={isNow}
      {...LOOKS[row.progress]}
      description={<><Details row={row} installation={installation} />{fetches && <ImageBar key={installation.id} installation={installation} />}</>}
    >
      {TEXT.stages[row.stage]}
      {row.progress !== 'reached' && row.progress !== 'ahead' && ` (${TEXT.progress[row.progress].toLowerCase()})`}
    </ProgressStep>
  );
}

export function Timeline({ installation }: { installation: Installation }) {
  return (
    <ProgressStepper isVertical aria-label={TEXT.title} className="bw-timeline">
      {stageRows(installation).map((row) => <Step key={row.stage} row={row} installation={installation} />)}
    </ProgressStepper>
  );
}
