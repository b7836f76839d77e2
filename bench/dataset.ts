// SPDX-License-Identifier: GPL-2.0-or-later
// Fills a data directory with armed hosts whose kickstarts are as large as real ones, and writes the same texts as files for nginx.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Host } from '#kickstart/profile/host.ts';
import { Profile } from '#kickstart/profile/profile.ts';
import { kickstartOf } from '#server/boot/kickstarts.ts';
import { writeHost } from '#server/hosts/host-row.ts';
import { putProfile } from '#server/profiles/profiles.ts';
import { openStore, type Store } from '#server/store/store.ts';

export type Dataset = { readonly macs: readonly string[]; /** Mean size of a kickstart in bytes. */ readonly meanBytes: number };

const DAY_MS = 86_400_000;

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

/**
 * @param directory data directory of the boot plane.
 * @param files directory for nginx: `ks/<mac>` for each host.
 */
export async function makeDataset(directory: string, files: string, count: number): Promise<Dataset> {
  const hosts = Array.from({ length: count }, (_, number) => hostNumber(number));
  const store = await openStore(directory);
  await putProfile(store, profile.id, profile, { kind: 'force' });
  await addArmed(store, hosts);
  await store.close();
  mkdirSync(join(files, 'ks'), { recursive: true });
  let bytes = 0;
  for (const host of hosts) {
    const text = Buffer.from(kickstartOf({ profile, host }));
    bytes += text.length;
    writeFileSync(join(files, 'ks', host.macs[0] ?? ''), text);
  }
  return { macs: hosts.flatMap((host) => host.macs), meanBytes: Math.round(bytes / count) };
}

/** In one transaction: the one-by-one way of the API would take longer than the measurement. */
async function addArmed(store: Store, hosts: readonly Host[]): Promise<void> {
  const now = store.now();
  await store.write(async (transaction) => {
    for (const host of hosts) {
      await writeHost(transaction, host, undefined, now);
      await transaction.insertInto('armings').values({ host_id: host.id, armed_at: now, expires_at: now + DAY_MS }).execute();
    }
  });
}
