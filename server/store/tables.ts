// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of every table. Times are milliseconds since 1970 (UTC); documents are JSON text.

import type { Generated, Kysely, Transaction } from 'kysely';

export type Role = 'viewer' | 'operator' | 'admin';

export type Tables = {
  schema_version: { version: number };
  /** One row, `revision`: the number of the newest write; it never goes back, so an ETag never names two contents. */
  counters: { name: string; value: number };
  settings: { name: string; value: string };
  users: { name: string; role: Role; password_hash: string; created_at: number; updated_at: number };
  sessions: { id_hash: string; user_name: string; created_at: number; seen_at: number; expires_at: number };
  api_tokens: {
    id: string;
    title: string;
    token_hash: string;
    role: Role;
    /** The user who made it, or null when it was made on the server's command line. */
    user_name: string | null;
    created_at: number;
    expires_at: number;
  };
  /** One row per failed or unfinished login; account and address are hashes (people type passwords into the name field). */
  login_failures: { number: Generated<number>; account: string; address: string; at: number };
  profiles: {
    number: number;
    id: string;
    title: string;
    target: string;
    /** The document with every secret masked. */
    body: string;
    /** JSON: path of a secret in the document -> its sealed value. */
    secrets: string;
    search_text: string;
    revision: number;
    updated_at: number;
  };
  hosts: {
    number: number;
    id: string;
    hostname: string;
    profile_id: string;
    body: string;
    search_text: string;
    revision: number;
    updated_at: number;
  };
  host_macs: { mac: string; host_id: string };
  armings: { host_id: string; armed_at: number; expires_at: number };
};

/** The database, or a transaction on it: inside of one, only the transaction may be used. */
export type Database = Kysely<Tables> | Transaction<Tables>;
