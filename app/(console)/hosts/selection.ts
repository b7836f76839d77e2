// SPDX-License-Identifier: GPL-2.0-or-later
// Which hosts of the list are selected, kept over pages and filters until they are cleared.
'use client';
import { useState } from 'react';
import type { HostSummary } from './host-summary.ts';

/** As many as one request may arm. */
export const MOST_SELECTED = 100;

export type Selection = {
  readonly hosts: readonly HostSummary[];
  has: (id: string) => boolean;
  /** Selects or unselects; more than {@link MOST_SELECTED} are not taken. */
  set: (hosts: readonly HostSummary[], isSelected: boolean) => void;
  clear: () => void;
};

/** The chosen ones after a change, in the order in which they were chosen. */
export function changed(chosen: readonly HostSummary[], hosts: readonly HostSummary[], isSelected: boolean): readonly HostSummary[] {
  const ids = new Set(hosts.map(({ id }) => id));
  const others = chosen.filter(({ id }) => !ids.has(id));
  return isSelected ? [...others, ...hosts].slice(0, MOST_SELECTED) : others;
}

/** @param fresh rows of the newest answer, which know better what state a selected host has. */
export function useSelection(fresh: readonly HostSummary[]): Selection {
  const [chosen, setChosen] = useState<readonly HostSummary[]>([]);
  const hosts = chosen.map((host) => fresh.find(({ id }) => id === host.id) ?? host);
  return {
    hosts,
    has: (id) => chosen.some((host) => host.id === id),
    set: (some, isSelected) => setChosen((before) => changed(before, some, isSelected)),
    clear: () => setChosen([]),
  };
}
