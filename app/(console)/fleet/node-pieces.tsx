// SPDX-License-Identifier: GPL-2.0-or-later
// What is known of a node, piece by piece: for the list of nodes and for a host's page.
'use client';
import { Label, Progress, ProgressMeasureLocation } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ClockIcon from '@patternfly/react-icons/dist/esm/icons/clock-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import HeartIcon from '@patternfly/react-icons/dist/esm/icons/heart-icon';
import QuestionCircleIcon from '@patternfly/react-icons/dist/esm/icons/question-circle-icon';
import ThumbtackIcon from '@patternfly/react-icons/dist/esm/icons/thumbtack-icon';
import Link from 'next/link';
import { type FleetNode, type NodeWish, POOL_FULL } from '#kickstart/fleet/view.ts';
import { ReportedText } from '../hosts/installation/reported-text.tsx';
import { Ago } from '../list/ago.tsx';
import { exactTime } from '../list/time.ts';
import { happenedText, isBadEnd, wishProgress, wishText } from './node-words.ts';
import { TEXT } from './text.ts';

const HEALTH = {
  ok: { color: 'green', icon: <HeartIcon /> },
  unhealthy: { color: 'red', icon: <ExclamationCircleIcon /> },
  unknown: { color: 'grey', icon: <QuestionCircleIcon /> },
} as const;

export function Health({ node: { health, healthReason } }: { node: Pick<FleetNode, 'health' | 'healthReason'> }) {
  return (
    <>
      <Label isCompact {...HEALTH[health]}>{TEXT.health[health]}</Label>
      {healthReason !== null && <div className="bw-sub"><ReportedText>{healthReason}</ReportedText></div>}
    </>
  );
}

type PoolProps = { node: Pick<FleetNode, 'hostname' | 'poolPercent' | 'metadataPercent'> };

/** The bar shows what is fuller, data or metadata: either one stops an upgrade. */
export function Pool({ node: { hostname, poolPercent, metadataPercent } }: PoolProps) {
  if (poolPercent === null) return <div className="bw-sub">{TEXT.poolUnknown}</div>;
  const most = Math.round(Math.max(poolPercent, metadataPercent ?? 0));
  const isFull = Math.max(poolPercent, metadataPercent ?? 0) > POOL_FULL;
  return (
    <>
      <Progress size="sm" value={most} aria-label={TEXT.poolOf(hostname)} measureLocation={ProgressMeasureLocation.none} className="bw-pool" {...(isFull ? { variant: 'warning' } : {})} />
      <div className="bw-sub">{TEXT.poolText(poolPercent, metadataPercent)}</div>
      {isFull && <div className="bw-sub">{TEXT.poolFull(POOL_FULL)}</div>}
    </>
  );
}

/** Its channel, and whether it runs what the channel has. */
export function Following({ node: { channel, channelNvr, isBehind } }: { node: Pick<FleetNode, 'channel' | 'channelNvr' | 'isBehind'> }) {
  return (
    <>
      <div className="bw-sub">{channel === null ? TEXT.noChannel : <Link prefetch={false} href={`/channels/${encodeURIComponent(channel)}`}>{channel}</Link>}</div>
      {isBehind === true && <Label isCompact color="orange" icon={<ClockIcon />}>{TEXT.behind}</Label>}
      {isBehind === true && channelNvr !== null && <div className="bw-sub bw-wrap">{TEXT.channelHas(channelNvr)}</div>}
      {isBehind === false && <Label isCompact color="teal" icon={<CheckCircleIcon />}>{TEXT.current}</Label>}
    </>
  );
}

/** How long ago and when exactly; silence is said in words. */
export function Seen({ node: { seenAt, isSilent } }: { node: Pick<FleetNode, 'seenAt' | 'isSilent'> }) {
  if (seenAt === null) return <>{TEXT.never}<div className="bw-sub">{TEXT.neverText}</div></>;
  const at = Date.parse(seenAt);
  return (
    <>
      <Ago at={at} />
      <div className="bw-sub">{exactTime(at)}</div>
      {isSilent && <Label isCompact color="orange" icon={<ExclamationTriangleIcon />}>{TEXT.silent}</Label>}
    </>
  );
}

/** The last upgrade, roll back or health check that ended, and why it ended so. */
export function LastChange({ last }: Pick<FleetNode, 'last'>) {
  if (last === null) return <>{TEXT.nothing}</>;
  return (
    <>
      <div className="bw-wrap">{isBadEnd(last) && <ExclamationTriangleIcon />} {happenedText(last)}</div>
      {last.reason !== null && <div className="bw-sub"><ReportedText>{last.reason}</ReportedText></div>}
      <div className="bw-sub"><Ago at={Date.parse(last.at)} /></div>
    </>
  );
}

/** What is wanted and how far it is; a bar while it downloads. */
export function WishProgress({ wish, hostname }: { wish: NodeWish; hostname: string }) {
  const isDownloading = wish.state === 'begun' && wish.step === 'download' && wish.permille !== null;
  return (
    <>
      <div className="bw-wrap">
        {wishText(wish)}
        {wish.rolloutId !== null && <> (<Link prefetch={false} href={`/rollouts/${encodeURIComponent(wish.rolloutId)}`}>{TEXT.ofRollout}</Link>)</>}
      </div>
      <div className="bw-sub">{wishProgress(wish)}</div>
      {isDownloading && <Progress size="sm" value={Math.floor((wish.permille ?? 0) / 10)} aria-label={TEXT.progressOf(hostname)} measureLocation={ProgressMeasureLocation.none} />}
    </>
  );
}

/** That it is pinned, and why. */
export function Pinned({ pin }: { pin: NonNullable<FleetNode['pin']> }) {
  return (
    <div>
      <Label isCompact color="purple" icon={<ThumbtackIcon />}>{TEXT.pinned}</Label>
      <div className="bw-sub bw-wrap">{pin.reason}</div>
    </div>
  );
}
