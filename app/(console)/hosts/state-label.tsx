// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a host is armed, in a word, an icon and the time left.
'use client';
import { Label, Tooltip } from '@patternfly/react-core';
import BanIcon from '@patternfly/react-icons/dist/esm/icons/ban-icon';
import HourglassEndIcon from '@patternfly/react-icons/dist/esm/icons/hourglass-end-icon';
import PowerOffIcon from '@patternfly/react-icons/dist/esm/icons/power-off-icon';
import { timeLeft, useNow } from '../list/time.ts';
import { type HostSummary, stateAt } from './host-summary.ts';
import { TEXT } from './text.ts';

const LOOKS = {
  unarmed: { color: 'grey', icon: <BanIcon /> },
  armed: { color: 'orangered', icon: <PowerOffIcon /> },
  expired: { color: 'yellow', icon: <HourglassEndIcon /> },
} as const;

export function StateLabel({ host }: { host: Pick<HostSummary, 'state' | 'armedUntil'> }) {
  const now = useNow();
  const state = stateAt(host, now);
  const isCounting = state === 'armed' && typeof host.armedUntil === 'number';
  return (
    <Tooltip content={TEXT.stateText[state]}>
      <Label isCompact tabIndex={0} {...LOOKS[state]}>
        {isCounting ? TEXT.armedLeft(timeLeft(host.armedUntil ?? 0, now)) : TEXT.states[state]}
      </Label>
    </Tooltip>
  );
}
