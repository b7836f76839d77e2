// SPDX-License-Identifier: GPL-2.0-or-later
// Which rows of a list are selected, kept over pages and filters until they are cleared.
'use client';
import { useState } from 'react';

type Row = { readonly id: string };

export type Selection<T extends Row> = {
  readonly chosen: readonly T[];
  /** As many as one request may name. */
  readonly most: number;
  has: (id: string) => boolean;
  /** Selects or unselects; more than `most` are not taken. */
  set: (rows: readonly T[], isSelected: boolean) => void;
  clear: () => void;
};

/** The chosen ones after a change, in the order in which they were chosen. */
function changed<T extends Row>(chosen: readonly T[], rows: readonly T[], isSelected: boolean, most: number): readonly T[] {
  const ids = new Set(rows.map(({ id }) => id));
  const others = chosen.filter(({ id }) => !ids.has(id));
  return isSelected ? [...others, ...rows].slice(0, most) : others;
}

/** @param fresh rows of the newest answer, which know better how a selected one is. */
export function useSelection<T extends Row>(fresh: readonly T[], most: number): Selection<T> {
  const [chosen, setChosen] = useState<readonly T[]>([]);
  return {
    chosen: chosen.map((row) => fresh.find(({ id }) => id === row.id) ?? row),
    most,
    has: (id) => chosen.some((row) => row.id === id),
    set: (rows, isSelected) => setChosen((before) => changed(before, rows, isSelected, most)),
    clear: () => setChosen([]),
  };
}
