// SPDX-License-Identifier: GPL-2.0-or-later
// What a person has to act on: a second machine with this MAC address, an installation that is stuck, a page that is no longer live.
'use client';
import { Alert, AlertActionLink } from '@patternfly/react-core';
import { useNow } from '../../list/time.ts';
import type { Installation, InstallationView } from './answers.ts';
import { Intruder, newest } from './details.ts';
import { durationText } from './duration.ts';
import { Moment } from './moment.tsx';
import { TEXT } from './text.ts';
import type { LiveInstallation } from './use-installation.ts';

export function IntruderAlert({ events }: Pick<InstallationView, 'events'>) {
  const found = newest(events, ['intruder'], Intruder);
  if (found === undefined) return null;
  const { event, detail } = found;
  return (
    <Alert isInline variant="danger" title={TEXT.intruderTitle} component="h2">
      <p>{TEXT.intruderText(detail.first ?? TEXT.unknownAddress, event.address ?? TEXT.unknownAddress)}</p>
      <p>{TEXT.intruderFix}</p>
      <p><Moment at={event.at} /></p>
    </Alert>
  );
}

export function StuckAlert({ installation: { isStuck, stage, stageAt } }: { installation: Installation }) {
  const now = useNow();
  if (!isStuck) return null;
  return (
    <Alert isInline variant="warning" title={TEXT.stuckTitle} component="h2">
      <p>{TEXT.stuckSince(TEXT.stages[stage], durationText(now - stageAt))}</p>
      <p>{TEXT.stuck[stage]}</p>
    </Alert>
  );
}

export function NotLiveAlert({ connection, reload }: Pick<LiveInstallation, 'connection' | 'reload'>) {
  if (connection !== 'lost') return null;
  return (
    <div role="status">
      <Alert isInline variant="warning" title={TEXT.notLive} component="h2" actionLinks={<AlertActionLink onClick={reload}>{TEXT.reload}</AlertActionLink>}>
        {TEXT.notLiveText}
      </Alert>
    </div>
  );
}
