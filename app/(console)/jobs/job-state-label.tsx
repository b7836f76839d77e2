// SPDX-License-Identifier: GPL-2.0-or-later
// The state of a job in an icon and a word.
'use client';
import { Label, Tooltip } from '@patternfly/react-core';
import BanIcon from '@patternfly/react-icons/dist/esm/icons/ban-icon';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import HourglassStartIcon from '@patternfly/react-icons/dist/esm/icons/hourglass-start-icon';
import PlayCircleIcon from '@patternfly/react-icons/dist/esm/icons/play-circle-icon';
import type { JobState } from '#kickstart/catalogue/job.ts';
import { TEXT } from './text.ts';

const LOOKS = {
  queued: { color: 'grey', icon: <HourglassStartIcon /> },
  running: { color: 'blue', icon: <PlayCircleIcon /> },
  done: { color: 'green', icon: <CheckCircleIcon /> },
  failed: { color: 'red', icon: <ExclamationCircleIcon /> },
  cancelled: { color: 'grey', icon: <BanIcon /> },
  interrupted: { color: 'orange', icon: <ExclamationTriangleIcon /> },
} as const;

export function JobStateLabel({ state }: { state: JobState }) {
  return (
    <Tooltip content={TEXT.stateText[state]}>
      <Label isCompact tabIndex={0} {...LOOKS[state]}>{TEXT.states[state]}</Label>
    </Tooltip>
  );
}
