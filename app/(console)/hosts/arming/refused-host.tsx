// SPDX-License-Identifier: GPL-2.0-or-later
// A host that cannot be armed, with the reasons and where each is mended.
'use client';
import Link from 'next/link';
import { Host } from '#kickstart/profile/host.ts';
import type { Obstacle } from '#kickstart/profile/installable.ts';
import { apiPath } from '../../../api-client.ts';
import { useAnswer } from '../../list/use-answer.ts';
import { ObstacleItems, ObstacleList } from '../obstacle-list.tsx';

type Refused = { readonly id: string; readonly reasons: readonly Obstacle[] };

/** The host document tells whether the profile or the host itself has the value that has to be mended. */
function useMendable(id: string) {
  const { answer } = useAnswer(apiPath(['hosts', id]), Host);
  return answer?.ok === true ? answer.data : undefined;
}

/** The only host of a dialog. */
export function OnlyRefusedHost({ refused }: { refused: Refused }) {
  return <ObstacleList obstacles={refused.reasons} host={useMendable(refused.id)} />;
}

/** One of many. */
export function RefusedHost({ refused, hostname }: { refused: Refused; hostname: string }) {
  return (
    <>
      <Link prefetch={false} href={`/hosts/${refused.id}`}>{hostname}</Link>
      <ObstacleItems obstacles={refused.reasons} host={useMendable(refused.id)} />
    </>
  );
}
