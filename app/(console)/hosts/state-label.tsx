// SPDX-License-Identifier: GPL-2.0-or-later
// Where a host is, in an icon and words: its state, and beside it how far an installation is.
'use client';
import { Label, Tooltip } from '@patternfly/react-core';
import BanIcon from '@patternfly/react-icons/dist/esm/icons/ban-icon';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import DownloadIcon from '@patternfly/react-icons/dist/esm/icons/download-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import HeartIcon from '@patternfly/react-icons/dist/esm/icons/heart-icon';
import HourglassEndIcon from '@patternfly/react-icons/dist/esm/icons/hourglass-end-icon';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import PowerOffIcon from '@patternfly/react-icons/dist/esm/icons/power-off-icon';
import { timeLeft, useNow } from '../list/time.ts';
import { type Standing, stateNow } from './host-summary.ts';
import { doingText } from './installation/doing-text.ts';
import { TEXT } from './text.ts';

const LOOKS = {
  new: { color: 'grey', icon: <PlusCircleIcon /> },
  armed: { color: 'orangered', icon: <PowerOffIcon /> },
  installing: { color: 'blue', icon: <DownloadIcon /> },
  installed: { color: 'teal', icon: <CheckCircleIcon /> },
  healthy: { color: 'green', icon: <HeartIcon /> },
  failed: { color: 'red', icon: <ExclamationCircleIcon /> },
  expired: { color: 'yellow', icon: <HourglassEndIcon /> },
  disarmed: { color: 'grey', icon: <BanIcon /> },
  stuck: { color: 'orange', icon: <ExclamationTriangleIcon /> },
} as const;

export function StateLabel({ host }: { host: Standing }) {
  const now = useNow();
  const state = stateNow(host, now);
  const shown = host.isStuck ? 'stuck' : state;
  const isCounting = state === 'armed' && typeof host.armedUntil === 'number';
  const doing = doingText(state, host);
  return (
    <>
      <Tooltip content={TEXT.stateText[shown]}>
        <Label isCompact tabIndex={0} {...LOOKS[shown]}>
          {isCounting ? TEXT.armedLeft(timeLeft(host.armedUntil ?? 0, now)) : TEXT.states[shown]}
        </Label>
      </Tooltip>
      {host.isIntruded === true && <div className="bw-sub"><ExclamationTriangleIcon /> {TEXT.intruded}</div>}
      {doing !== undefined && <div className="bw-sub">{doing}</div>}
    </>
  );
}
