// SPDX-License-Identifier: GPL-2.0-or-later
// Hosts from a CSV table: every row is judged, and all are written or none.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { Host } from '#kickstart/profile/host.ts';
import type { FieldProblem } from '../store/problems.ts';
import { openProfile, readHost } from '../store/sealed-profile.ts';
import type { Store } from '../store/store.ts';
import type { Database, Tables } from '../store/tables.ts';
import { disarmUninstallable } from '../installations/arm.ts';
import { macOwners, writeHost } from './host-row.ts';
import { judgeRows, type JudgedRow, type Known } from './import-rows.ts';
import { readTable, type TableRow } from './import-table.ts';

/** What happened, or with a dry run would happen, to one row. */
export type ImportedRow = {
  /** As a spreadsheet numbers it: the header is row 1. */
  row: number;
  outcome: 'create' | 'update' | 'same' | 'refused';
  /** Of the host, as far as it can be told. */
  id: string | undefined;
  errors: FieldProblem[];
};

export type ImportHosts =
  | { outcome: 'imported' | 'dry-run' | 'refused'; rows: ImportedRow[]; created: number; updated: number; refused: number }
  /** The table as a whole cannot be read. */
  | { outcome: 'unreadable'; errors: FieldProblem[] };

// SQLite takes 32,766 values in one statement; this keeps statements small and few.
const CHUNK = 500;

/**
 * Makes and changes hosts from a table with the columns `mac` or `macs` (blanks between several), `hostname`, `profile`, and
 * optionally `id`, `disk`, `kernel_arguments`. Columns and cells that are missing leave a host as it is.
 */
export async function importHosts(store: Store, csv: string, options: { dryRun: boolean }): Promise<ImportHosts> {
  const table = readTable(csv);
  if (table.outcome === 'unreadable') return table;
  if (options.dryRun) return summary('dry-run', judgeRows(table.rows, await readKnown(store.database, table.rows)));
  return store.write(async (transaction) => {
    const judged = judgeRows(table.rows, await readKnown(transaction, table.rows));
    if (judged.some((row) => row.outcome === 'refused')) return summary('refused', judged);
    await writeRows(store, transaction, judged);
    return summary('imported', judged);
  });
}

async function writeRows(store: Store, transaction: Transaction<Tables>, judged: readonly JudgedRow[]): Promise<void> {
  const changed = judged.filter((row) => row.outcome !== 'refused').filter((row) => row.outcome !== 'same');
  // Addresses may move from one host of the table to another: free them all before any is taken.
  for (const part of chunks(changed.map((row) => row.host.id))) await transaction.deleteFrom('host_macs').where('host_id', 'in', part).execute();
  for (const [index, { host, number }] of changed.entries()) {
    await writeHost(transaction, host, number, store.now());
    // SQLite answers at once: without a pause 10,000 rows would keep every other request waiting for a second.
    if (index % CHUNK === CHUNK - 1) await nextTurn();
  }
  const updated = changed.filter((row) => row.outcome === 'update');
  for (const id of new Set(updated.map((row) => row.host.profile))) {
    const profile = await transaction.selectFrom('profiles').select(['body', 'secrets']).where('id', '=', id).executeTakeFirstOrThrow();
    await disarmUninstallable(transaction, openProfile(store.vault, profile), store.now());
  }
}

/** What the store knows of the hosts, addresses and profiles that the rows name. */
async function readKnown(database: Database, rows: readonly TableRow[]): Promise<Known> {
  const hosts = new Map<string, { host: Host; number: number }>();
  const owners = new Map<string, string>();
  const profiles = new Set<string>();
  for (const part of chunks(rows.map((row) => row.id))) {
    for (const row of await database.selectFrom('hosts').select(['id', 'number', 'body']).where('id', 'in', part).execute())
      hosts.set(row.id, { host: readHost(row), number: row.number });
  }
  for (const part of chunks(rows.flatMap((row) => row.macs))) for (const [mac, owner] of await macOwners(database, part)) owners.set(mac, owner);
  for (const part of chunks(rows.flatMap((row) => row.profile ?? []))) {
    for (const row of await database.selectFrom('profiles').select('id').where('id', 'in', part).execute()) profiles.add(row.id);
  }
  return { hosts, owners, profiles };
}

function chunks(values: readonly string[]): string[][] {
  const unique = [...new Set(values)];
  return Array.from({ length: Math.ceil(unique.length / CHUNK) }, (_, index) => unique.slice(index * CHUNK, (index + 1) * CHUNK));
}

function summary(outcome: 'imported' | 'dry-run' | 'refused', judged: readonly JudgedRow[]): ImportHosts {
  const count = (wanted: JudgedRow['outcome']) => judged.filter((row) => row.outcome === wanted).length;
  const rows = judged.map((row) => ({ row: row.row, outcome: row.outcome, id: row.id, errors: row.outcome === 'refused' ? row.errors : [] }));
  return { outcome, rows, created: count('create'), updated: count('update'), refused: count('refused') };
}
