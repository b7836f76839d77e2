// SPDX-License-Identifier: GPL-2.0-or-later
// The boot plane's view of the store: synchronous, one connection, and it may write what machines report and nothing else.

import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { imageStates, type ImageState } from '#kickstart/catalogue/image.ts';
import type { Host } from '#kickstart/profile/host.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { nodeKey } from '../fleet/node-key.ts';
import { installationToken } from '../installations/token.ts';
import { createNodeReader, type NodeReader } from './boot-nodes.ts';
import { allowOnly, type BootWriter, createBootWriter } from './boot-writer.ts';
import { dataFiles, type DataFiles } from './data-directory.ts';
import { StoreError } from './errors.ts';
import { InstallationRow } from './installation-row.ts';
import { refuseWrongKey } from './key-check.ts';
import { readKeyFile } from './key-file.ts';
import { newestSchema, refuseNewerSchema } from './migrate.ts';
import { openProfile, readHost } from './sealed-profile.ts';
import { openForBootPlane } from './sqlite.ts';
import { createVault } from './vault.ts';

export type BootHost = {
  /** With its secrets in clear. Shared between hosts: not to be changed. */
  readonly profile: Profile;
  readonly host: Host;
};

/** `isPublished`: it is, or once was, the image of a channel. Sizes in bytes, times in milliseconds since 1970. */
export type BootImage = { readonly state: ImageState; readonly size: number; readonly hashedAt: number; readonly isPublished: boolean };

const Channel = z.object({
  id: z.string(), title: z.string(), target: z.string(), /** When it came to its image. */ publishedAt: z.number(),
  sha256: z.string(), name: z.string(), nvr: z.string().nullable(), size: z.number(), state: z.enum(imageStates), signature: z.string().nullable(),
});
export type BootChannel = z.infer<typeof Channel>;

export type BootStore = NodeReader & {
  /** Changes whenever another connection committed: what was read before is no longer certain. Own writes do not change it. */
  dataVersion(): number;
  /**
   * The host with this MAC.
   *
   * @param mac canonical spelling, `52:54:00:ab:cd:ef`.
   * @throws on a failing database (see `storeFailure`) or a stored document that does not open.
   */
  bootHost(mac: string): BootHost | undefined;
  /** The same by the host's id. */
  bootHostById(id: string): BootHost | undefined;
  /** The newest installation of a host, as new as the last call of `dataVersion` (in `write`: as new as can be). */
  installationOf(hostId: string): InstallationRow | undefined;
  /** The installation whose token has this hash, the newest of its host or an older one. */
  installationByToken(tokenHash: string): InstallationRow | undefined;
  /** The document of the installer tree for a target, as JSON text. */
  tree(target: string): string | undefined;
  /** What the catalogue knows of an image; undefined for one that it does not have. */
  image(sha256: string): BootImage | undefined;
  /** A channel with the image that it has now; undefined for an unknown or empty one. */
  channel(id: string): BootChannel | undefined;
  /** The token of an installation. */
  token(installationId: string): string;
  /** The key of the node that an installation makes. */
  nodeKey(installationId: string): string;
  /**
   * Runs `work` in one write transaction: all of it is on the disk when this returns, or nothing.
   *
   * @throws what `work` throws, or the failing database; another writer that holds on makes it fail as busy within a fraction of a second.
   */
  write<T>(work: (writer: BootWriter) => T): T;
  close(): void;
};

const Version = z.object({ data_version: z.number() });
const Row = z.object({ revision: z.number(), profile_body: z.string(), secrets: z.string(), host_body: z.string() });
const Image = z.object({ state: z.enum(imageStates), size: z.number(), hashedAt: z.number(), isPublished: z.number().transform((found) => found === 1) });
const Body = z.object({ body: z.string() }).optional();

const PROFILES_KEPT = 100;
const INSTALLATIONS_KEPT = 20_000;

const BOOT_HOST = `
  SELECT profiles.revision, profiles.body AS profile_body, profiles.secrets, hosts.body AS host_body
  FROM hosts JOIN profiles ON profiles.id = hosts.profile_id`;

const IMAGE = `
  SELECT state, size, hashed_at AS hashedAt, EXISTS (SELECT 1 FROM channels WHERE channels.sha256 = images.sha256) OR EXISTS (SELECT 1 FROM channel_moves WHERE channel_moves.sha256 = images.sha256) AS isPublished
  FROM images WHERE sha256 = ?`;

const CHANNEL = `
  SELECT channels.id, channels.title, channels.target, images.sha256, images.name, images.nvr, images.size, images.state, images.signature,
    coalesce((SELECT max(at) FROM channel_moves WHERE channel_id = channels.id AND channel_moves.sha256 = channels.sha256), channels.updated_at) AS publishedAt
  FROM channels JOIN images ON images.sha256 = channels.sha256 WHERE channels.id = ?`;

/**
 * Opens the store of a data directory for the boot plane. It must exist: the admin plane or the command line makes it.
 *
 * @throws {StoreError} with the reason and the cure.
 */
export function openBootStore(directory: string): BootStore {
  const files = dataFiles(directory);
  if (!existsSync(files.database))
    throw new StoreError(`There is no database in ${directory}. Start the admin plane first (npm start): it makes one. Or set BASEWRIGHT_DATA to the right directory.`);
  const database = openForBootPlane(files.database);
  try {
    return prepare(database, files);
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepare(database: DatabaseSync, files: DataFiles): BootStore {
  refuseOtherSchema(database);
  const vault = createVault(readKeyFile(files.key));
  const check = z.object({ value: z.string() }).optional().parse(database.prepare(`SELECT value FROM settings WHERE name = 'key-check'`).get());
  refuseWrongKey(check?.value, vault, files.key);
  allowOnly(database);
  const version = database.prepare('PRAGMA data_version');
  const byMac = database.prepare(`${BOOT_HOST} JOIN host_macs ON host_macs.host_id = hosts.id WHERE host_macs.mac = ?`);
  const byId = database.prepare(`${BOOT_HOST} WHERE hosts.id = ?`);
  const current = database.prepare('SELECT * FROM installations WHERE host_id = ? AND is_current = 1');
  const byToken = database.prepare('SELECT * FROM installations WHERE token_hash = ?');
  const tree = database.prepare('SELECT body FROM trees WHERE target = ?');
  const image = database.prepare(IMAGE);
  const channel = database.prepare(CHANNEL);
  const openOnce = keepProfiles();
  const bootHost = (found: unknown): BootHost | undefined => {
    if (found === undefined) return undefined;
    const row = Row.parse(found);
    return { profile: openOnce(row.revision, () => openProfile(vault, { body: row.profile_body, secrets: row.secrets })), host: readHost({ body: row.host_body }) };
  };
  const writer = createBootWriter(database);
  const installations = keepInstallations((hostId) => InstallationRow.optional().parse(current.get(hostId)));
  let known: number | undefined;
  return {
    ...createNodeReader(database),
    dataVersion: () => {
      const present = Version.parse(version.get()).data_version;
      if (present !== known) installations.forget();
      known = present;
      return present;
    },
    bootHost: (mac) => bootHost(byMac.get(mac)),
    bootHostById: (id) => bootHost(byId.get(id)),
    // In a transaction the row is read, always: what it decides is about to be written.
    installationOf: (hostId) => (database.isTransaction ? InstallationRow.optional().parse(current.get(hostId)) : installations.of(hostId)),
    installationByToken: (hash) => InstallationRow.optional().parse(byToken.get(hash)),
    tree: (target) => Body.parse(tree.get(target))?.body,
    image: (sha256) => Image.optional().parse(image.get(sha256)),
    channel: (id) => Channel.optional().parse(channel.get(id)),
    token: (id) => installationToken(vault, id),
    nodeKey: (id) => nodeKey(vault, id),
    write: (work) => {
      try {
        return inTransaction(database, () => work(writer));
      } finally {
        // Its own writes do not change the data version.
        installations.forget();
      }
    },
    close: () => database.close(),
  };
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself; a second rollback would hide the first error.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

type Installations = { of(hostId: string): InstallationRow | undefined; forget(): void };

/** As certain as the last look at the data version: who asks `installationOf` has just asked for that. A machine that is not armed asks at every boot, and reading costs more than all the rest. */
function keepInstallations(read: (hostId: string) => InstallationRow | undefined): Installations {
  const kept = new Map<string, InstallationRow | undefined>();
  return {
    of: (hostId) => {
      if (kept.has(hostId)) return kept.get(hostId);
      const row = read(hostId);
      if (kept.size >= INSTALLATIONS_KEPT) kept.clear();
      kept.set(hostId, row);
      return row;
    },
    forget: () => kept.clear(),
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
