// SPDX-License-Identifier: GPL-2.0-or-later
// What the boot plane may write: the course of installations, their timeline, machines that nobody knows, and what running nodes say and are asked. SQLite itself refuses everything else.

import { constants, type DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
import { createNodeWriter, type NodeWriter } from './boot-nodes.ts';
import type { InstallationRow } from './installation-row.ts';

/** Columns of an installation that its course changes. */
export type Course = Partial<Pick<InstallationRow, 'state' | 'opened_at' | 'opened_from' | 'fetches' | 'stage' | 'stage_at' | 'deadline'>>;

export type NewEvent = { readonly at: number; readonly kind: string; readonly address?: string | undefined; readonly detail?: object | undefined };

export type Discovery = { readonly mac: string; readonly at: number; readonly address: string; readonly facts: object };

/** All of it takes place in the transaction of the store's `write`. */
export type BootWriter = NodeWriter & {
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

const WRITABLE = new Set(['installations', 'installation_events', 'served_kickstarts', 'installation_logs', 'discoveries', 'nodes', 'node_events', 'node_wishes', 'rollout_events']);
/** What others made, and a report may only carry on. */
const CHANGEABLE = new Set(['rollouts', 'rollout_nodes']);
/** The boot plane makes no key and gives none to another host: it notes that one is used, and ends the others. */
const KEY_COLUMNS = new Set(['first_used_at', 'revoked_at']);
/** Where the oldest make room. */
const DELETABLE = new Set(['discoveries', 'node_events']);
/** Logins and credentials of people and of management controllers: not even to be read. */
const UNREADABLE = new Set(['users', 'sessions', 'api_tokens', 'login_failures', 'controllers']);
const HARMLESS = new Set([constants.SQLITE_SELECT, constants.SQLITE_TRANSACTION, constants.SQLITE_FUNCTION, constants.SQLITE_RECURSIVE]);

/** Makes the connection refuse whatever the boot plane has no business with: the process that strangers talk to can arm nothing and change no profile, even with a mistake in it. */
export function allowOnly(database: DatabaseSync): void {
  database.setAuthorizer((action, subject, detail) => (isAllowed(action, subject ?? '', detail ?? '') ? constants.SQLITE_OK : constants.SQLITE_DENY));
}

/** @param detail of an update, the column. */
function isAllowed(action: number, subject: string, detail: string): boolean {
  switch (action) {
    case constants.SQLITE_READ:
      return !UNREADABLE.has(subject);
    case constants.SQLITE_INSERT:
      return WRITABLE.has(subject);
    case constants.SQLITE_UPDATE:
      return WRITABLE.has(subject) || CHANGEABLE.has(subject) || (subject === 'node_keys' && KEY_COLUMNS.has(detail));
    case constants.SQLITE_DELETE:
      return DELETABLE.has(subject);
    case constants.SQLITE_PRAGMA:
      return subject === 'data_version';
    default:
      return HARMLESS.has(action);
  }
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
    ...createNodeWriter(database),
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
