// SPDX-License-Identifier: GPL-2.0-or-later
// How far a roll-out is, why it waits, and how it was begun.
'use client';
import { Alert, DescriptionList } from '@patternfly/react-core';
import Link from 'next/link';
import type { RolloutDetail } from '#kickstart/fleet/rollout-view.ts';
import { ASK } from '../../fleet/text.ts';
import { Fact, FactCard } from '../../hosts/installation/facts.tsx';
import { Moment } from '../../hosts/installation/moment.tsx';
import { ReportedText } from '../../hosts/installation/reported-text.tsx';
import { RolloutStateLabel } from '../rollout-labels.tsx';
import { StateBar } from '../state-bar.tsx';
import { TEXT as ROLLOUT_TEXT } from '../text.ts';
import { TEXT } from './text.ts';

const F = TEXT.facts;

function Paused({ reason }: { reason: string | null }) {
  return (
    <Alert isInline variant="warning" component="h3" title={TEXT.pausedTitle}>
      {reason !== null && <p><ReportedText most={300}>{reason}</ReportedText></p>}
      <p>{TEXT.pausedText}</p>
    </Alert>
  );
}

export function ProgressCard({ rollout }: { rollout: RolloutDetail }) {
  const { state, reason, counts, total, goingBack, sha256, nvr, channel, wave, waves, allowedFailures, reboot, nodeMinutes, soakMinutes, nextWaveAt, madeAt, madeBy, endedAt } = rollout;
  return (
    <FactCard id="progress" title={TEXT.progress}>
      <div><RolloutStateLabel state={state} /> {state !== 'paused' && reason !== null && <ReportedText most={300}>{reason}</ReportedText>}</div>
      {state === 'paused' && <Paused reason={reason} />}
      <StateBar label={rollout.title} counts={counts} total={total} />
      {nextWaveAt !== null && <Alert isInline isPlain variant="info" component="p" title={<>{TEXT.nextWave(wave + 1)} <Moment at={Date.parse(nextWaveAt)} /></>}>{TEXT.nextWaveText}</Alert>}
      {goingBack > 0 && <Alert isInline isPlain variant="info" component="p" title={TEXT.goingBack(goingBack)} />}
      <DescriptionList isCompact isHorizontal columnModifier={{ xl: '2Col' }}>
        <Fact term={F.image}><Link prefetch={false} href={`/images/${sha256}`} className="bw-reported">{nvr}</Link></Fact>
        <Fact term={F.channel}>{channel === null ? TEXT.noChannel : <Link prefetch={false} href={`/channels/${channel}`}>{channel}</Link>}</Fact>
        <Fact term={F.wave}>{ROLLOUT_TEXT.waveOf(wave, waves)}</Fact>
        <Fact term={F.allowed}>{allowedFailures}</Fact>
        <Fact term={F.reboot}>{ASK.reboots[reboot].label}</Fact>
        {soakMinutes > 0 && <Fact term={F.soak}>{TEXT.minutes(soakMinutes)}</Fact>}
        <Fact term={F.limit}>{TEXT.minutes(nodeMinutes)}</Fact>
        <Fact term={F.begun}><Moment at={Date.parse(madeAt)} /> {ROLLOUT_TEXT.by(madeBy)}</Fact>
        {endedAt !== null && <Fact term={F.ended}><Moment at={Date.parse(endedAt)} /></Fact>}
      </DescriptionList>
    </FactCard>
  );
}
