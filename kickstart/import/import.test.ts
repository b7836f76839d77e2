// SPDX-License-Identifier: GPL-2.0-or-later
// import(render(p)) is p: for every fixture, and for thousands of random profiles and hosts (FC_RUNS, FC_SEED).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { arbitraryHost, arbitraryProfile } from '../profile/arbitrary.ts';
import { hostFixtures, profileFixtures, reportingFixtures } from '../profile/fixtures.ts';
import { MASK } from '../profile/names.ts';
import { nodeOf, type Reporting } from '../templates/node.ts';
import type { Host } from '../profile/host.ts';
import { Profile } from '../profile/profile.ts';
import { renderKickstart } from '../render.ts';
import { importKickstart, type Imported } from './import.ts';

const RUNS = Number(process.env['FC_RUNS'] ?? 2000);
const SEED = Number(process.env['FC_SEED'] ?? 20261123);

/** A kickstart names an image and never a channel: an imported one follows none. */
function withoutChannel({ image: { channel: _, ...image }, ...profile }: Profile): Profile {
  return { ...profile, image };
}

/** Fails with the lines that were not understood. */
function assertSame(imported: Imported, profile: Profile, what: string): void {
  assert.ok(imported.outcome !== 'refused', what);
  assert.deepEqual(imported.problems, [], what);
  assert.deepEqual(imported.profile, withoutChannel(profile), what);
  assert.deepEqual(imported.lines.filter(({ outcome }) => outcome === 'refused'), [], what);
}

for (const [name, profile] of profileFixtures) {
  test(`${name}: import(render(p)) is p`, () => assertSame(importKickstart(renderKickstart(profile).text), profile, name));
}

const reportings: Reporting[] = [...Object.values(reportingFixtures), ...Object.values(reportingFixtures).map((reporting) => ({ ...reporting, token: MASK, nodeKey: MASK }))];

test('what an installation adds for its reports is left out again, whoever shows the kickstart', () => {
  for (const [name, profile] of profileFixtures) {
    for (const reporting of reportings) {
      const own = Profile.parse({ ...profile, image: { ...profile.image, url: `${reporting.url}/images/${'0a'.repeat(32)}/node.squashfs` } });
      const imported = importKickstart(renderKickstart(own, undefined, reporting).text);
      assertSame(imported, own, `${name} with ${JSON.stringify(reporting)}`);
      assert.ok(!JSON.stringify(imported.outcome === 'refused' ? '' : imported.profile).includes(reporting.token));
    }
  }
});

test('a host\'s own tools and their key are left out again', () => {
  for (const host of hostFixtures.values()) {
    const profile = [...profileFixtures.values()].find(({ id }) => id === host.profile);
    assert.ok(profile);
    for (const reporting of reportings) {
      const text = renderKickstart(profile, host, reporting).text;
      assert.ok(text.includes(`key = ${reporting.nodeKey}`));
      const imported = importKickstart(text);
      assertSame(imported, withHost(profile, host), host.id);
      assert.ok(!JSON.stringify(imported.outcome === 'refused' ? '' : imported.profile).includes(reporting.nodeKey));
    }
  }
});

test('an address for reports that is not ours is told, and a script that only looks like one of ours stays', () => {
  const profile = profileFixtures.get('layout');
  assert.ok(profile);
  const text = renderKickstart(profile).text.replace('%addon org_imgbased ', '%addon org_imgbased --report-url=http://example.com/report ');
  const imported = importKickstart(`${text}\n%post\n# Basewright reports to me\necho x > /etc/x\n%end\n`);
  assert.ok(imported.outcome === 'profile');
  assert.match(imported.lines.find(({ text: line }) => line.startsWith('%addon'))?.reason ?? '', /without --report-url=http:\/\/example.com\/report/);
  assert.equal(imported.profile.scripts.length, 1);
});

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
  fc.assert(fc.property(arbitraryProfile(), fc.constantFrom(undefined, undefined, undefined, ...reportings), (profile, reporting) => {
    const { text } = renderKickstart(profile, undefined, reporting);
    assertSame(importKickstart(text), profile, text);
  }), { numRuns: RUNS, seed: SEED });
});

test('random hosts: the profile with their overrides', () => {
  fc.assert(fc.property(arbitraryProfile(), arbitraryHost(), (profile, host) => {
    const merged = Profile.safeParse(withHost(profile, host));
    if (merged.success) assertSame(importKickstart(renderKickstart(profile, host).text), merged.data, JSON.stringify(host)); // two kernel arguments may be the same
  }), { numRuns: RUNS / 4, seed: SEED });
});
