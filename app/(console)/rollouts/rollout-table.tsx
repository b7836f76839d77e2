// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the list of roll-outs.
'use client';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import Link from 'next/link';
import type { RolloutSummary } from '#kickstart/fleet/rollout-view.ts';
import { Ago } from '../list/ago.tsx';
import { SkeletonRows } from '../list/skeleton-rows.tsx';
import { RolloutStateLabel } from './rollout-labels.tsx';
import { StateBar } from './state-bar.tsx';
import { TEXT } from './text.ts';

const C = TEXT.columns;

function Row({ rollout }: { rollout: RolloutSummary }) {
  const { id, title, nvr, state, reason, wave, waves, madeAt, madeBy, counts, total } = rollout;
  return (
    <Tr>
      <Td dataLabel={C.title}><Link prefetch={false} href={`/rollouts/${id}`}>{title}</Link><div className="bw-sub bw-wrap">{nvr}</div></Td>
      <Td dataLabel={C.state}>
        <RolloutStateLabel state={state} />
        {state !== 'done' && <div className="bw-sub">{TEXT.waveOf(wave, waves)}</div>}
        {reason !== null && <div className="bw-sub bw-wrap">{reason}</div>}
      </Td>
      <Td dataLabel={C.progress}><StateBar label={title} counts={counts} total={total} /></Td>
      <Td dataLabel={C.begun} modifier="nowrap"><Ago at={Date.parse(madeAt)} /><div className="bw-sub">{TEXT.by(madeBy)}</div></Td>
    </Tr>
  );
}

/** Without `items` the table holds their place. */
export function RolloutTable({ items, isLoading }: { items: readonly RolloutSummary[] | undefined; isLoading: boolean }) {
  return (
    <Table aria-label={TEXT.caption} aria-busy={isLoading} variant="compact" className={isLoading && items !== undefined ? 'bw-stale' : ''}>
      <Thead><Tr><Th>{C.title}</Th><Th>{C.state}</Th><Th width={40}>{C.progress}</Th><Th modifier="fitContent">{C.begun}</Th></Tr></Thead>
      {items === undefined ? <SkeletonRows columns={Object.values(C)} /> : <Tbody>{items.map((rollout) => <Row key={rollout.id} rollout={rollout} />)}</Tbody>}
    </Table>
  );
}
