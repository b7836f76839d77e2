// SPDX-License-Identifier: GPL-2.0-or-later
// import(render(p)) is p: for every fixture, and for thousands of random profiles and hosts (FC_RUNS, FC_SEED).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { arbitraryHost, arbitraryProfile } from '../profile/arbitrary.ts';
import { hostFixtures, profileFixtures } from '../profile/fixtures.ts';
import { nodeOf } from '../templates/node.ts';
import type { Host } from '../profile/host.ts';
import { Profile } from '../profile/profile.ts';
import { renderKickstart } from '../render.ts';
import { importKickstart, type Imported } from './import.ts';

const RUNS = Number(process.env['FC_RUNS'] ?? 2000);
const SEED = Number(process.env['FC_SEED'] ?? 20261123);

/** Fails with the lines that were not understood. */
function assertSame(imported: Imported, profile: Profile, what: string): void {
  assert.ok(imported.outcome !== 'refused', what);
  assert.deepEqual(imported.problems, [], what);
  assert.deepEqual(imported.profile, profile, what);
  assert.deepEqual(imported.lines.filter(({ outcome }) => outcome === 'refused'), [], what);
}

for (const [name, profile] of profileFixtures) {
  test(`${name}: import(render(p)) is p`, () => assertSame(importKickstart(renderKickstart(profile).text), profile, name));
}

/** The profile that a kickstart for one host means: the host's overrides are part of it. */
function withHost(profile: Profile, host: Host): Profile {
  const { host: _, ...merged } = nodeOf(profile, host);
  return merged;
}

for (const [name, host] of hostFixtures) {
  test(`${name}: a host's kickstart gives the profile with its overrides`, () => {
    const profile = [...profileFixtures.values()].find(({ id }) => id === host.profile);
    assert.ok(profile);
    assertSame(importKickstart(renderKickstart(profile, host).text), withHost(profile, host), name);
  });
}

test('random profiles: import(render(p)) is p', () => {
  fc.assert(fc.property(arbitraryProfile(), (profile) => {
    const { text } = renderKickstart(profile);
    assertSame(importKickstart(text), profile, text);
  }), { numRuns: RUNS, seed: SEED });
});

test('random hosts: the profile with their overrides', () => {
  fc.assert(fc.property(arbitraryProfile(), arbitraryHost(), (profile, host) => {
    const merged = Profile.safeParse(withHost(profile, host));
    if (merged.success) assertSame(importKickstart(renderKickstart(profile, host).text), merged.data, JSON.stringify(host)); // two kernel arguments may be the same
  }), { numRuns: RUNS / 4, seed: SEED });
});
