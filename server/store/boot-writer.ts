// SPDX-License-Identifier: GPL-2.0-or-later
// What the boot plane may write: the course of installations, their timeline, and machines that nobody knows. SQLite itself refuses everything else.

import { constants, type DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
import type { InstallationRow } from './installation-row.ts';

/** Columns of an installation that its course changes. */
export type Course = Partial<Pick<InstallationRow, 'state' | 'opened_at' | 'opened_from' | 'fetches' | 'stage' | 'stage_at' | 'deadline'>>;

export type NewEvent = { readonly at: number; readonly kind: string; readonly address?: string | undefined; readonly detail?: object | undefined };

export type Discovery = { readonly mac: string; readonly at: number; readonly address: string; readonly facts: object };

/** All of it takes place in the transaction of the store's `write`. */
export type BootWriter = {
  change(installationId: string, course: Course): void;
  /** How much of the image went out; as long as bytes flow and no later stage is told, the installation is not stuck before `deadline`. */
  countImage(installationId: string, image: { bytes: number; size: number | null; deadline: number | null }): void;
  addEvent(installationId: string, event: NewEvent): void;
  /** How many events of that kind there are. */
  countEvents(installationId: string, kind: string): number;
  /** The detail of the newest event of that kind, as JSON text; undefined when there is none. */
  lastDetail(installationId: string, kind: string): string | undefined;
  /** The hash of the newest kickstart that is kept as given out. */
  lastServed(installationId: string): string | undefined;
  /** Keeps the masked text of a kickstart that was given out. */
  addServed(installationId: string, served: { at: number; address: string; sha256: string; text: string }): void;
  /** Keeps the log of a failure; a later one replaces it. */
  putLog(installationId: string, at: number, text: string): void;
  /** Notes an unknown machine; the oldest make room when there are more than `most`. */
  discover(discovery: Discovery, most: number): void;
};

const WRITABLE = new Set(['installations', 'installation_events', 'served_kickstarts', 'installation_logs', 'discoveries']);
/** Logins and credentials of people and of management controllers: not even to be read. */
const UNREADABLE = new Set(['users', 'sessions', 'api_tokens', 'login_failures', 'controllers']);
const HARMLESS = new Set([constants.SQLITE_SELECT, constants.SQLITE_TRANSACTION, constants.SQLITE_FUNCTION, constants.SQLITE_RECURSIVE]);
const WRITING = new Set([constants.SQLITE_INSERT, constants.SQLITE_UPDATE]);

/** Makes the connection refuse whatever the boot plane has no business with: the process that strangers talk to can arm nothing and change no profile, even with a mistake in it. */
export function allowOnly(database: DatabaseSync): void {
  database.setAuthorizer((action, subject) => {
    if (HARMLESS.has(action)) return constants.SQLITE_OK;
    if (action === constants.SQLITE_READ) return UNREADABLE.has(subject ?? '') ? constants.SQLITE_DENY : constants.SQLITE_OK;
    if (WRITING.has(action)) return WRITABLE.has(subject ?? '') ? constants.SQLITE_OK : constants.SQLITE_DENY;
    if (action === constants.SQLITE_DELETE) return subject === 'discoveries' ? constants.SQLITE_OK : constants.SQLITE_DENY;
    return action === constants.SQLITE_PRAGMA && subject === 'data_version' ? constants.SQLITE_OK : constants.SQLITE_DENY;
  });
}

const Count = z.object({ count: z.number() });
const Detail = z.object({ detail: z.string().nullable() }).optional();
const Hash = z.object({ sha256: z.string() }).optional();

/** Columns that a course may name: they go into the text of a statement. */
const COURSE_COLUMNS: readonly (keyof Course)[] = ['state', 'opened_at', 'opened_from', 'fetches', 'stage', 'stage_at', 'deadline'];

export function createBootWriter(database: DatabaseSync): BootWriter {
  const run = (sql: string, ...values: SQLInputValue[]) => database.prepare(sql).run(...values);
  const get = (sql: string, ...values: SQLInputValue[]) => database.prepare(sql).get(...values);
  return {
    change: (id, course) => {
      const changed = COURSE_COLUMNS.filter((column) => course[column] !== undefined);
      if (changed.length === 0) return;
      const values = changed.map((column) => course[column] ?? null);
      run(`UPDATE installations SET ${changed.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`, ...values, id);
    },
    countImage: (id, { bytes, size, deadline }) => {
      run(`UPDATE installations SET image_bytes = ?, image_size = ?, deadline = CASE WHEN stage IN ('kickstart', 'started', 'approved', 'storage') THEN ? ELSE deadline END WHERE id = ?`, bytes, size, deadline, id);
    },
    addEvent: (id, { at, kind, address, detail }) => {
      run('INSERT INTO installation_events (installation_id, at, kind, address, detail) VALUES (?, ?, ?, ?, ?)', id, at, kind, address ?? null, detail === undefined ? null : JSON.stringify(detail));
    },
    countEvents: (id, kind) => Count.parse(get('SELECT count(*) AS count FROM installation_events WHERE installation_id = ? AND kind = ?', id, kind)).count,
    lastDetail: (id, kind) => Detail.parse(get('SELECT detail FROM installation_events WHERE installation_id = ? AND kind = ? ORDER BY number DESC LIMIT 1', id, kind))?.detail ?? undefined,
    lastServed: (id) => Hash.parse(get('SELECT sha256 FROM served_kickstarts WHERE installation_id = ? ORDER BY number DESC LIMIT 1', id))?.sha256,
    addServed: (id, { at, address, sha256, text }) => {
      run('INSERT INTO served_kickstarts (installation_id, at, address, sha256, text) VALUES (?, ?, ?, ?, ?)', id, at, address, sha256, text);
    },
    putLog: (id, at, text) => {
      run('INSERT INTO installation_logs (installation_id, at, text) VALUES (?, ?, ?) ON CONFLICT (installation_id) DO UPDATE SET at = excluded.at, text = excluded.text', id, at, text);
    },
    discover: ({ mac, at, address, facts }, most) => {
      run(
        `INSERT INTO discoveries (mac, first_seen, last_seen, address, times, facts, is_ignored) VALUES (?, ?, ?, ?, 1, ?, 0)
         ON CONFLICT (mac) DO UPDATE SET last_seen = excluded.last_seen, address = excluded.address, facts = excluded.facts, times = times + 1`,
        mac, at, at, address, JSON.stringify(facts),
      );
      run('DELETE FROM discoveries WHERE mac IN (SELECT mac FROM discoveries ORDER BY is_ignored DESC, last_seen DESC LIMIT -1 OFFSET ?)', most);
    },
  };
}
