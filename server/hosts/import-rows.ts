// SPDX-License-Identifier: GPL-2.0-or-later
// The verdict on every row of an import: what it would do, or why it is refused. Pure: the store is asked before and written after.

import { isDeepStrictEqual } from 'node:util';
import { Host } from '#kickstart/profile/host.ts';
import { fieldProblems, type FieldProblem } from '../store/problems.ts';
import { diskFromText } from './disk-text.ts';
import { unknownProfile } from './hosts.ts';
import { macConflicts } from './host-row.ts';
import type { TableRow } from './import-table.ts';

/** What the store holds of the hosts (by id), MAC addresses (their owner) and profiles that a table names. */
export type Known = {
  hosts: ReadonlyMap<string, { host: Host; number: number }>;
  owners: ReadonlyMap<string, string>;
  profiles: ReadonlySet<string>;
};

export type JudgedRow =
  | { outcome: 'create' | 'update' | 'same'; row: number; id: string; host: Host; /** Of the existing row. */ number: number | undefined }
  | { outcome: 'refused'; row: number; id: string | undefined; errors: FieldProblem[] };

/** Judges the rows in their order; two rows may not name one host or one MAC address. */
export function judgeRows(rows: readonly TableRow[], known: Known): JudgedRow[] {
  const seen: Seen = { ids: new Map(), macs: new Map() };
  const freed = freedMacs(rows, known);
  const owners = new Map([...known.owners].filter(([mac]) => !freed.has(mac)));
  return rows.map((row) => judgeRow(row, { ...known, owners }, seen));
}

type Seen = { ids: Map<string, number>; macs: Map<string, number> };

function judgeRow(row: TableRow, known: Known, seen: Seen): JudgedRow {
  const existing = known.hosts.get(row.id);
  const parsed = Host.safeParse(hostDocument(row, existing?.host));
  const id = row.id === '' ? undefined : row.id;
  if (!parsed.success) return { outcome: 'refused', row: row.number, id, errors: [...row.problems, ...fieldProblems(parsed.error)] };
  const host = parsed.data;
  const hasProfile = known.profiles.has(host.profile) || existing?.host.profile === host.profile;
  const errors = [...row.problems, ...seenBefore(row, host, seen), ...(hasProfile ? [] : [unknownProfile(host.profile)]), ...macConflicts(host, known.owners)];
  if (errors.length > 0) return { outcome: 'refused', row: row.number, id, errors };
  const outcome = existing === undefined ? 'create' : isDeepStrictEqual(existing.host, host) ? 'same' : 'update';
  return { outcome, row: row.number, id: host.id, host, number: existing?.number };
}

/** The host as it would be: what the row says over what is stored. */
function hostDocument(row: TableRow, existing: Host | undefined): unknown {
  const overrides = {
    ...existing?.overrides,
    ...(row.disk !== undefined && { disk: diskFromText(row.disk) }),
    ...(row.kernelArguments !== undefined && { kernelArguments: row.kernelArguments }),
  };
  return {
    id: row.id,
    hostname: row.hostname ?? existing?.hostname ?? row.id,
    macs: row.macs.length > 0 ? row.macs : (existing?.macs ?? []),
    profile: row.profile ?? existing?.profile ?? '',
    overrides,
  };
}

function seenBefore(row: TableRow, host: Host, seen: Seen): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const earlier = seen.ids.get(host.id);
  if (earlier !== undefined) problems.push({ path: 'id', message: `Row ${earlier} is about the host ${host.id} already.` });
  else seen.ids.set(host.id, row.number);
  host.macs.forEach((mac, index) => {
    const other = seen.macs.get(mac);
    if (other !== undefined) problems.push({ path: `macs.${index}`, message: `Row ${other} has the MAC address ${mac} already.` });
    else seen.macs.set(mac, row.number);
  });
  return problems;
}

/** Addresses that their present host gives up by a row of its own. */
function freedMacs(rows: readonly TableRow[], known: Known): Set<string> {
  const kept = new Map(rows.filter((row) => row.macs.length > 0).map((row) => [row.id, new Set(row.macs)]));
  return new Set([...known.owners].filter(([mac, owner]) => kept.get(owner)?.has(mac) === false).map(([mac]) => mac));
}
