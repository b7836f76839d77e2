// SPDX-License-Identifier: GPL-2.0-or-later
// Fills a data directory with hosts, their installations and what these need, in as few transactions as possible: one by one as the API does it would take longer than the measurement.

import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Host } from '#kickstart/profile/host.ts';
import { Profile } from '#kickstart/profile/profile.ts';
import { localBootScript } from '#server/boot/scripts/ipxe.ts';
import { nodeKey } from '#server/fleet/node-key.ts';
import { writeHost } from '#server/hosts/host-row.ts';
import { hashToken, installationToken, newInstallationId } from '#server/installations/token.ts';
import { putProfile } from '#server/profiles/profiles.ts';
import { openStore, type Store } from '#server/store/store.ts';
import { Tree } from '#server/trees/tree.ts';

const DAY_MS = 86_400_000;
const MIB = 1024 * 1024;

/** A hypervisor of the NIST layout with a %post as sites write them: registration, tuning, a report. */
const profile = Profile.parse({
  id: 'bench',
  title: 'Bench',
  target: 'centos9',
  image: { url: 'http://images.example.com/node-4.5.5.squashfs', checksum: 'ab'.repeat(32), nvr: 'node-image-4.5.5-20261101.0' },
  storage: { preset: 'nist', disk: { by: 'wwn', wwn: '0x5000c500a1b2c3d4' }, swap: 8192 },
  locale: { timezone: 'Europe/Prague', ntp: { mode: 'servers', servers: ['ntp1.example.com', 'ntp2.example.com'] } },
  users: { root: { password: 'hashed', hash: `$6$rounds=100000$abcdefghijklmnop$${'Q'.repeat(86)}`, sshKeys: [] } },
  services: { enabled: ['chronyd', 'sshd'], cockpit: true },
  scripts: [{ section: 'post', body: Array.from({ length: 26 }, (_, line) => `printf '%s\\n' "vm.example_setting_${line} = ${line}" >> /etc/sysctl.d/90-site.conf\n`).join('') }],
});

const tree = Tree.parse({
  target: profile.target, arch: 'x86_64', source: { kind: 'mirror', url: 'http://mirror.example.com/centos/9-stream/BaseOS/x86_64/os' }, name: 'CentOS Stream', version: '9',
  kernel: 'images/pxeboot/vmlinuz', initrd: 'images/pxeboot/initrd.img', stage2: 'images/install.img', checksums: {}, warnings: [], unpacked: null, readAt: '2026-11-24T00:00:00Z',
});

function hostNumber(number: number): Host {
  const [high, low] = [number >> 8, number & 0xff];
  const mac = `52:54:00:10:${[high, low].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`;
  return Host.parse({
    hostname: `node${number}.example.com`,
    macs: [mac],
    profile: profile.id,
    overrides: {
      interfaces: [{ kind: 'ethernet', device: mac, ipv4: { method: 'static', address: `10.1.${high}.${low}`, prefix: 16, gateway: '10.1.255.254' } }],
    },
  });
}

export type Machine = { readonly hostId: string; readonly mac: string; /** Of its installation. */ readonly token: string; readonly installation: string };

/** `healthy`: installed a day ago. `armed`: since now, for a day. */
type Course = 'healthy' | 'armed';

async function addHosts(store: Store, count: number, course: Course): Promise<Machine[]> {
  const now = store.now();
  const machines: Machine[] = [];
  await store.write(async (transaction) => {
    for (let number = 0; number < count; number += 1) {
      const host = hostNumber(number);
      const id = newInstallationId();
      const token = installationToken(store.vault, id);
      const [mac = ''] = host.macs;
      await writeHost(transaction, host, undefined, now);
      const opened = course === 'armed' ? { opened_at: null, opened_from: null, fetches: 0 } : { opened_at: now - DAY_MS, opened_from: '192.0.2.7', fetches: 1 };
      await transaction
        .insertInto('installations')
        .values({
          id, host_id: host.id, is_current: 1, state: course, armed_at: now - DAY_MS, armed_by: null, expires_at: now + DAY_MS, is_rehearsal: 0, decision: null,
          token_hash: hashToken(token), ...opened, stage: course, stage_at: now, deadline: null, image_bytes: 0, image_size: null,
        })
        .execute();
      machines.push({ hostId: host.id, mac, token, installation: id });
    }
  });
  return machines;
}

async function withStore<T>(directory: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(directory);
  try {
    await putProfile(store, profile.id, profile, { kind: 'force' });
    return await work(store);
  } finally {
    await store.close();
  }
}

export type KnownHosts = { readonly paths: readonly string[]; /** Size of a script in bytes. */ readonly scriptBytes: number };

/**
 * Hosts that are installed, as most are most of the time, and the script that each of them gets at every boot.
 *
 * @param directory data directory of the boot plane.
 * @param files directory for nginx: `boot/<mac>/ipxe` for each host.
 */
export async function makeInstalledHosts(directory: string, files: string, count: number): Promise<KnownHosts> {
  const machines = await withStore(directory, (store) => addHosts(store, count, 'healthy'));
  const script = localBootScript('installed');
  const paths = machines.map(({ mac }) => `/boot/${mac}/ipxe`);
  for (const [index, path] of paths.entries()) {
    mkdirSync(join(files, 'boot', machines[index]?.mac ?? ''), { recursive: true });
    writeFileSync(join(files, path), script);
  }
  return { paths, scriptBytes: Buffer.byteLength(script) };
}

/** Hosts that are armed, with an installer tree for them. */
export async function makeArmedHosts(directory: string, count: number): Promise<Machine[]> {
  return withStore(directory, async (store) => {
    await store.write((transaction) => transaction.insertInto('trees').values({ target: tree.target, body: JSON.stringify(tree), revision: 1, updated_at: store.now() }).execute());
    return addHosts(store, count, 'armed');
  });
}

export type KnownNode = { readonly hostId: string; readonly key: string };

/** Installed hosts with a profile called `bench`, whose nodes have the key of their installation. */
export async function makeNodes(directory: string, count: number): Promise<KnownNode[]> {
  return withStore(directory, async (store) => {
    const machines = await addHosts(store, count, 'healthy');
    const nodes = machines.map(({ hostId, installation }) => ({ hostId, installation, key: nodeKey(store.vault, installation) }));
    await store.write(async (transaction) => {
      for (const { hostId, installation, key } of nodes) {
        await transaction.insertInto('node_keys').values({ key_hash: hashToken(key), host_id: hostId, origin: installation, created_at: store.now(), created_by: null, first_used_at: null, revoked_at: null, revoked_by: null }).execute();
      }
    });
    return nodes;
  });
}

/** A file of so many MiB among the images of a data directory, of bytes that do not repeat within a MiB. @returns its SHA-256. */
export function makeImage(directory: string, mebibytes: number): string {
  const images = join(directory, 'images');
  mkdirSync(images, { recursive: true });
  const piece = Buffer.concat(Array.from({ length: MIB / 32 }, (_, index) => createHash('sha256').update(String(index)).digest()));
  const hash = createHash('sha256');
  const incoming = join(images, '.incoming-bench');
  const file = openSync(incoming, 'w');
  for (let index = 0; index < mebibytes; index += 1) {
    piece.writeUInt32LE(index);
    hash.update(piece);
    writeSync(file, piece);
  }
  closeSync(file);
  const sha256 = hash.digest('hex');
  renameSync(incoming, join(images, sha256));
  return sha256;
}

/** How many hosts there are in each state. */
export async function countStates(directory: string): Promise<Readonly<Record<string, number>>> {
  return withStore(directory, async ({ database }) => {
    const rows = await database.selectFrom('installations').select(({ fn }) => ['state', fn.countAll<number>().as('count')]).groupBy('state').execute();
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  });
}
