// SPDX-License-Identifier: GPL-2.0-or-later
// The boot plane's view of the store: read-only, synchronous, and nothing but what one answer needs.

import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Host } from '#kickstart/profile/host.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { dataFiles, type DataFiles } from './data-directory.ts';
import { StoreError } from './errors.ts';
import { refuseWrongKey } from './key-check.ts';
import { readKeyFile } from './key-file.ts';
import { newestSchema, refuseNewerSchema } from './migrate.ts';
import { openProfile, readHost } from './sealed-profile.ts';
import { openReadable } from './sqlite.ts';
import { createVault } from './vault.ts';

export type BootHost = {
  /** With its secrets in clear. Shared between hosts: not to be changed. */
  readonly profile: Profile;
  readonly host: Host;
  /** When its arming ends or ended, in milliseconds since 1970; undefined for a host that is not armed. */
  readonly armedUntil: number | undefined;
};

export type BootStore = {
  /** Changes whenever another connection committed: what was read before is no longer certain. */
  dataVersion(): number;
  /**
   * The host with this MAC.
   *
   * @param mac canonical spelling, `52:54:00:ab:cd:ef`.
   * @throws on a failing database (see `storeFailure`) or a stored document that does not open.
   */
  bootHost(mac: string): BootHost | undefined;
  close(): void;
};

const Version = z.object({ data_version: z.number() });
const Row = z.object({ revision: z.number(), profile_body: z.string(), secrets: z.string(), host_body: z.string(), expires_at: z.number().nullable() });

const PROFILES_KEPT = 100;

const BOOT_HOST = `
  SELECT profiles.revision, profiles.body AS profile_body, profiles.secrets, hosts.body AS host_body, armings.expires_at
  FROM host_macs
  JOIN hosts ON hosts.id = host_macs.host_id
  JOIN profiles ON profiles.id = hosts.profile_id
  LEFT JOIN armings ON armings.host_id = hosts.id
  WHERE host_macs.mac = ?`;

/**
 * Opens the store of a data directory for reading only. It must exist: the admin plane or the command line makes it.
 *
 * @throws {StoreError} with the reason and the cure.
 */
export function openReadOnly(directory: string): BootStore {
  const files = dataFiles(directory);
  if (!existsSync(files.database))
    throw new StoreError(`There is no database in ${directory}. Start the admin plane first (npm start): it makes one. Or set BASEWRIGHT_DATA to the right directory.`);
  const database = openReadable(files.database);
  try {
    return prepareReads(database, files);
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepareReads(database: DatabaseSync, files: DataFiles): BootStore {
  refuseOtherSchema(database);
  const vault = createVault(readKeyFile(files.key));
  const check = z.object({ value: z.string() }).optional().parse(database.prepare(`SELECT value FROM settings WHERE name = 'key-check'`).get());
  refuseWrongKey(check?.value, vault, files.key);
  const version = database.prepare('PRAGMA data_version');
  const byMac = database.prepare(BOOT_HOST);
  const openOnce = keepProfiles();
  return {
    dataVersion: () => Version.parse(version.get()).data_version,
    bootHost: (mac) => {
      const found = byMac.get(mac);
      if (found === undefined) return undefined;
      const row = Row.parse(found);
      return {
        profile: openOnce(row.revision, () => openProfile(vault, { body: row.profile_body, secrets: row.secrets })),
        host: readHost({ body: row.host_body }),
        armedUntil: row.expires_at ?? undefined,
      };
    },
    close: () => database.close(),
  };
}

/** Many hosts share a profile, and checking one costs more than all the rest. A revision means one content, forever. */
function keepProfiles(): (revision: number, open: () => Profile) => Profile {
  const kept = new Map<number, Profile>();
  return (revision, open) => {
    const profile = kept.get(revision) ?? open();
    if (!kept.has(revision) && kept.size >= PROFILES_KEPT) kept.clear();
    kept.set(revision, profile);
    return profile;
  };
}

function refuseOtherSchema(database: DatabaseSync): void {
  const table = database.prepare(`SELECT count(*) AS found FROM sqlite_master WHERE name = 'schema_version'`).get();
  const row = table?.found === 1 ? database.prepare('SELECT version FROM schema_version').get() : undefined;
  const version = Number(row?.version ?? 0);
  refuseNewerSchema(version);
  if (version === newestSchema) return;
  throw new StoreError(`The database has schema ${version}, this program needs schema ${newestSchema}. Start the admin plane first (npm start): it upgrades the database.`);
}
