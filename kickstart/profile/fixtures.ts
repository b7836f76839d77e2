// SPDX-License-Identifier: GPL-2.0-or-later
// The example profiles and hosts: one for each slice and more where targets differ. The JSON files are valid input for `basewright render`.
import { readFileSync, readdirSync } from 'node:fs';
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

for (const slice of slices) {
  if (!profileFixtures.has(slice)) throw new Error(`The slice "${slice}" has no fixture: add kickstart/profile/fixtures/${slice}.json.`);
}
