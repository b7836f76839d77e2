// SPDX-License-Identifier: GPL-2.0-or-later
// The goldens: every example profile for its target, byte for byte, and accepted by the real pykickstart with the meaning of the model.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { differences } from './language/meaning.ts';
import { openOracle, type Oracle } from './oracle/client.ts';
import { hostFixtures, profileFixtures, reportingFixtures } from './profile/fixtures.ts';
import type { Host } from './profile/host.ts';
import { Profile } from './profile/profile.ts';
import { targets } from './profile/targets.ts';
import { renderKickstart } from './render.ts';
import { statementsOf } from './templates/kickstart.ts';
import { nodeOf, type Reporting } from './templates/node.ts';

const byId = new Map([...profileFixtures.values()].map((profile) => [profile.id, profile]));

type Case = { readonly name: string; readonly profile: Profile; readonly host?: Host; readonly reporting?: Reporting };

function byFixture(name: string): Profile {
  const profile = byId.get(name);
  assert.ok(profile, `the profile ${name} is not there`);
  return profile;
}

/** Targets whose installers differ most in what they know of scripts. */
const REPORTING_TARGETS = ['rhel8', 'centos9', 'centos10', 'fedora45'] as const;

/** Machines that report: the image from the boot plane itself, a disk that is found on the machine, and no add-on. */
function reportingCases(): Case[] {
  return Object.entries(reportingFixtures).flatMap(([kind, reporting]): Case[] => {
    const image = { ...byFixture('minimal').image, url: `${reporting.url}/images/${'ab'.repeat(32)}/node.squashfs` };
    return [
      ...REPORTING_TARGETS.map((target) => ({ name: `${kind}-${target}`, profile: Profile.parse({ ...byFixture('minimal'), image, target }), reporting })),
      ...['scripts', 'storage-size', 'layout-off'].map((name) => {
        const profile = profileFixtures.get(name);
        assert.ok(profile);
        return { name: `${kind}-${name}`, profile, reporting };
      }),
      ...[...hostFixtures].slice(0, 1).map(([name, host]) => ({ name: `${kind}-${name}`, profile: byFixture(host.profile), host, reporting })),
    ];
  });
}

/** The golden's name and the documents it is made of: every profile for its own target, `minimal` for every target, every host, and machines that report. */
function cases(): Case[] {
  return [
    ...[...profileFixtures].map(([name, profile]) => ({ name, profile })),
    ...Object.values(targets).map(({ id }) => ({ name: `minimal-${id}`, profile: Profile.parse({ ...byFixture('minimal'), target: id }) })),
    ...[...hostFixtures].map(([name, host]) => ({ name, profile: byFixture(host.profile), host })),
    ...reportingCases(),
  ];
}

let oracle: Oracle;
before(() => { oracle = openOracle(); });
after(() => oracle.close());

for (const { name, profile, host, reporting } of cases()) {
  const file = new URL(`./goldens/${name}.ks`, import.meta.url);
  test(`${name}: the golden's bytes`, () => {
    const { text } = renderKickstart(profile, host, reporting);
    if (process.env['UPDATE_GOLDENS'] === '1' || !existsSync(file) && process.env['CI'] === undefined) writeFileSync(file, text);
    assert.equal(text, readFileSync(file, 'utf8'), 'The rendered text changed. If that is meant: UPDATE_GOLDENS=1 npm run unit, and look at the difference.');
  });
  test(`${name}: pykickstart understands exactly the model, without a warning`, async () => {
    const { kickstart } = targets[profile.target];
    const result = await oracle.parse(renderKickstart(profile, host, reporting).text, kickstart);
    assert.deepEqual(differences(statementsOf(nodeOf(profile, host, reporting)), result, kickstart), []);
    assert.equal(result.ok, true);
  });
}

test('every golden belongs to a case', () => {
  const known = new Set(cases().map(({ name }) => `${name}.ks`));
  assert.deepEqual(readdirSync(new URL('./goldens/', import.meta.url)).filter((file) => !known.has(file)), []);
});
