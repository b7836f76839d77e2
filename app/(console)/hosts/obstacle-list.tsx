// SPDX-License-Identifier: GPL-2.0-or-later
// Why a host cannot be armed: each reason with the link to where it is mended.
'use client';
import { Alert, List, ListItem } from '@patternfly/react-core';
import Link from 'next/link';
import type { Host } from '#kickstart/profile/host.ts';
import type { Obstacle } from '#kickstart/profile/installable.ts';
import { stepOf } from '../../(wizard)/frame/steps.ts';
import { useSession } from '../../session/session-context.tsx';
import { isOfHost } from './judge.ts';
import { TEXT } from './text.ts';

/** What of a host tells where its obstacles are mended. */
export type Mendable = Pick<Host, 'id' | 'profile' | 'overrides'>;

function MendLink({ field, host }: { field: string; host: Mendable }) {
  if (field === '') return <Link prefetch={false} href={`/hosts/${host.id}`}>{TEXT.lookAtHost}</Link>;
  if (isOfHost(field, host)) return <Link prefetch={false} href={`/hosts/${host.id}`}>{TEXT.mendHost}</Link>;
  return <Link prefetch={false} href={`/profiles/${host.profile}/edit?step=${stepOf(field)}`}>{TEXT.mendProfile}</Link>;
}

/** The reasons without a frame. Without `host` there are no links (yet). */
export function ObstacleItems({ obstacles, host }: { obstacles: readonly Obstacle[]; host: Mendable | undefined }) {
  const mayMend = useSession().may('admin');
  return (
    <List>
      {obstacles.map(({ field, message }) => (
        <ListItem key={`${field} ${message}`}>{message} {mayMend && host !== undefined && <MendLink field={field} host={host} />}</ListItem>
      ))}
    </List>
  );
}

export function ObstacleList({ obstacles, host }: { obstacles: readonly Obstacle[]; host: Mendable | undefined }) {
  return (
    <Alert isInline variant="warning" title={TEXT.obstacles} component="h2">
      <p>{TEXT.obstaclesText}</p>
      <ObstacleItems obstacles={obstacles} host={host} />
    </Alert>
  );
}
