// SPDX-License-Identifier: GPL-2.0-or-later
// The states of roll-outs and of their nodes, each in an icon and a word.
'use client';
import { Label, Tooltip } from '@patternfly/react-core';
import BanIcon from '@patternfly/react-icons/dist/esm/icons/ban-icon';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import HourglassStartIcon from '@patternfly/react-icons/dist/esm/icons/hourglass-start-icon';
import InProgressIcon from '@patternfly/react-icons/dist/esm/icons/in-progress-icon';
import PaperPlaneIcon from '@patternfly/react-icons/dist/esm/icons/paper-plane-icon';
import PauseCircleIcon from '@patternfly/react-icons/dist/esm/icons/pause-circle-icon';
import PlayCircleIcon from '@patternfly/react-icons/dist/esm/icons/play-circle-icon';
import StopCircleIcon from '@patternfly/react-icons/dist/esm/icons/stop-circle-icon';
import UndoIcon from '@patternfly/react-icons/dist/esm/icons/undo-icon';
import VolumeMuteIcon from '@patternfly/react-icons/dist/esm/icons/volume-mute-icon';
import type { RolloutNodeState, RolloutState } from '#kickstart/fleet/states.ts';
import { TEXT } from './text.ts';

const ROLLOUTS = {
  running: { color: 'blue', icon: <PlayCircleIcon /> },
  paused: { color: 'orange', icon: <PauseCircleIcon /> },
  stopped: { color: 'grey', icon: <StopCircleIcon /> },
  done: { color: 'green', icon: <CheckCircleIcon /> },
} as const;

const NODES = {
  'waiting': { color: 'grey', icon: <HourglassStartIcon /> },
  'asked': { color: 'teal', icon: <PaperPlaneIcon /> },
  'upgrading': { color: 'blue', icon: <InProgressIcon /> },
  'healthy': { color: 'green', icon: <CheckCircleIcon /> },
  'failed': { color: 'red', icon: <ExclamationCircleIcon /> },
  'fallen-back': { color: 'orangered', icon: <UndoIcon /> },
  'silent': { color: 'orange', icon: <VolumeMuteIcon /> },
  'skipped': { color: 'grey', icon: <BanIcon /> },
} as const;

export function RolloutStateLabel({ state }: { state: RolloutState }) {
  return (
    <Tooltip content={TEXT.stateText[state]}>
      <Label isCompact tabIndex={0} {...ROLLOUTS[state]}>{TEXT.states[state]}</Label>
    </Tooltip>
  );
}

/** @param count how many nodes are in that state, where the label stands for them all. */
export function NodeStateLabel({ state, count }: { state: RolloutNodeState; count?: number }) {
  return (
    <Tooltip content={TEXT.nodeStateText[state]}>
      <Label isCompact tabIndex={0} {...NODES[state]}>{TEXT.nodeStates[state]}{count !== undefined && `: ${count}`}</Label>
    </Tooltip>
  );
}
