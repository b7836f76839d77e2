// SPDX-License-Identifier: GPL-2.0-or-later
// What the list of nodes is narrowed to, as chips with how many nodes each one finds; the choice stands in the URL.
'use client';
import { ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import { type FleetCounts, type FleetFilter, fleetFilters } from '#kickstart/fleet/view.ts';
import { withFilters } from '../list/list-url.ts';
import { useListUrl } from '../list/use-list-url.ts';
import { TEXT } from './text.ts';

const COUNTED = { 'behind': 'behind', 'rolled-back': 'rolledBack', 'pool': 'pool', 'silent': 'silent', 'unhealthy': 'unhealthy', 'pinned': 'pinned' } as const satisfies Record<FleetFilter, keyof FleetCounts>;

function Chip({ label, count, isSelected, choose }: { label: string; count: number | undefined; isSelected: boolean; choose: () => void }) {
  return <ToggleGroupItem text={count === undefined ? label : `${label} (${count})`} isSelected={isSelected} onChange={choose} />;
}

export function FilterChips({ counts }: { counts: FleetCounts | undefined }) {
  const { search, go } = useListUrl();
  const chosen = search.get('filter') ?? '';
  const choose = (filter: string) => go((params) => withFilters(params, { filter }));
  return (
    <ToggleGroup aria-label={TEXT.filterGroup} className="bw-chips">
      <Chip label={TEXT.all} count={counts?.all} isSelected={chosen === ''} choose={() => choose('')} />
      {fleetFilters.map((filter) => <Chip key={filter} label={TEXT.filters[filter]} count={counts?.[COUNTED[filter]]} isSelected={chosen === filter} choose={() => choose(chosen === filter ? '' : filter)} />)}
    </ToggleGroup>
  );
}
