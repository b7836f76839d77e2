// SPDX-License-Identifier: GPL-2.0-or-later
// The goldens: every example profile for its target, byte for byte, and accepted by the real pykickstart with the meaning of the model.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { differences } from './language/meaning.ts';
import { openOracle, type Oracle } from './oracle/client.ts';
import { hostFixtures, profileFixtures } from './profile/fixtures.ts';
import type { Host } from './profile/host.ts';
import { Profile } from './profile/profile.ts';
import { targets } from './profile/targets.ts';
import { renderKickstart } from './render.ts';
import { statementsOf } from './templates/kickstart.ts';
import { nodeOf } from './templates/node.ts';

const byId = new Map([...profileFixtures.values()].map((profile) => [profile.id, profile]));

/** The golden's name and the documents it is made of: every profile for its own target, `minimal` for every target, and every host. */
function cases(): [string, Profile, Host | undefined][] {
  const minimal = byId.get('minimal');
  assert.ok(minimal);
  return [
    ...[...profileFixtures].map(([name, profile]): [string, Profile, undefined] => [name, profile, undefined]),
    ...Object.values(targets).map(({ id }): [string, Profile, undefined] => [`minimal-${id}`, Profile.parse({ ...minimal, target: id }), undefined]),
    ...[...hostFixtures].map(([name, host]): [string, Profile, Host] => {
      const profile = byId.get(host.profile);
      assert.ok(profile, `${name} names the profile ${host.profile}, which is not there`);
      return [name, profile, host];
    }),
  ];
}

let oracle: Oracle;
before(() => { oracle = openOracle(); });
after(() => oracle.close());

for (const [name, profile, host] of cases()) {
  const file = new URL(`./goldens/${name}.ks`, import.meta.url);
  test(`${name}: the golden's bytes`, () => {
    const { text } = renderKickstart(profile, host);
    if (process.env['UPDATE_GOLDENS'] === '1' || !existsSync(file) && process.env['CI'] === undefined) writeFileSync(file, text);
    assert.equal(text, readFileSync(file, 'utf8'), 'The rendered text changed. If that is meant: UPDATE_GOLDENS=1 npm run unit, and look at the difference.');
  });
  test(`${name}: pykickstart understands exactly the model, without a warning`, async () => {
    const { kickstart } = targets[profile.target];
    const result = await oracle.parse(renderKickstart(profile, host).text, kickstart);
    assert.deepEqual(differences(statementsOf(nodeOf(profile, host)), result, kickstart), []);
    assert.equal(result.ok, true);
  });
}

test('every golden belongs to a case', () => {
  const known = new Set(cases().map(([name]) => `${name}.ks`));
  assert.deepEqual(readdirSync(new URL('./goldens/', import.meta.url)).filter((file) => !known.has(file)), []);
});
