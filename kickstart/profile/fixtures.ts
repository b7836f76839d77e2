// SPDX-License-Identifier: GPL-2.0-or-later
// The example profiles and hosts: one for each slice and more where targets differ. The JSON files are valid input for `basewright render`.
import { readFileSync, readdirSync } from 'node:fs';
import type { Reporting } from '../templates/node.ts';
import { Host } from './host.ts';
import { Profile, slices } from './profile.ts';

const folder = new URL('./fixtures/', import.meta.url);
const names = readdirSync(folder).filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length)).sort();

/** The JSON document of a fixture as it stands in the file. */
export function fixtureDocument(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

/** Every example profile by the name of its file. */
export const profileFixtures: ReadonlyMap<string, Profile> = new Map(
  names.filter((name) => !name.startsWith('host')).map((name) => [name, Profile.parse(fixtureDocument(name))]),
);

/** Every example host by the name of its file. */
export const hostFixtures: ReadonlyMap<string, Host> = new Map(
  names.filter((name) => name.startsWith('host')).map((name) => [name, Host.parse(fixtureDocument(name))]),
);

/** A machine that reports, and one in a rehearsal. */
export const reportingFixtures = {
  reporting: { url: 'http://192.0.2.1:8080', token: 'Zk3_example-token-of-one-installation-0x9Qa', nodeKey: 'Nk7_example-key-of-one-running-node-012345z', rehearsal: false },
  rehearsal: { url: 'https://boot.example.com/plane', token: 'Zk3_example-token-of-one-installation-0x9Qa', nodeKey: 'Nk7_example-key-of-one-running-node-012345z', rehearsal: true },
} as const satisfies Record<string, Reporting>;

for (const slice of slices) {
  if (!profileFixtures.has(slice)) throw new Error(`The slice "${slice}" has no fixture: add kickstart/profile/fixtures/${slice}.json.`);
}
