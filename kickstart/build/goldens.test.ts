// SPDX-License-Identifier: GPL-2.0-or-later
// The goldens of builds: every example definition, and the minimal one for every target, byte for byte, and accepted by the real pykickstart with the meaning of the model.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { differences } from '../language/meaning.ts';
import { openOracle, type Oracle } from '../oracle/client.ts';
import { targets } from '../profile/targets.ts';
import { ImageDefinition } from './definition.ts';
import { definitionDocument, definitionFixtures, exampleFacts } from './fixtures.ts';
import { buildMethods, livemediaProblems } from './livemedia-rules.ts';
import { renderBuild } from './render.ts';
import { buildStatements } from './statements.ts';

const minimal = Object.entries(definitionDocument('minimal') ?? {});

const cases = [
  ...[...definitionFixtures].map(([name, definition]) => ({ name, definition })),
  ...Object.values(targets).map(({ id }) => ({ name: `minimal-${id}`, definition: ImageDefinition.parse({ ...Object.fromEntries(minimal), target: id }) })),
];

let oracle: Oracle;
before(() => { oracle = openOracle(); });
after(() => oracle.close());

for (const { name, definition } of cases) {
  const file = new URL(`./goldens/${name}.ks`, import.meta.url);
  test(`${name}: the golden's bytes`, () => {
    const { text } = renderBuild(definition, exampleFacts);
    if (process.env['UPDATE_GOLDENS'] === '1' || !existsSync(file) && process.env['CI'] === undefined) writeFileSync(file, text);
    assert.equal(text, readFileSync(file, 'utf8'), 'The rendered text changed. If that is meant: UPDATE_GOLDENS=1 npm run unit, and look at the difference.');
  });
  test(`${name}: pykickstart understands exactly the model, without a warning, and livemedia-creator has nothing to say`, async () => {
    const { kickstart } = targets[definition.target];
    const statements = buildStatements(definition, exampleFacts);
    const result = await oracle.parse(renderBuild(definition, exampleFacts).text, kickstart);
    assert.deepEqual(differences(statements, result, kickstart), []);
    assert.equal(result.ok, true);
    for (const method of buildMethods) assert.deepEqual(livemediaProblems(statements, method), []);
  });
}

test('every golden belongs to a case', () => {
  const known = new Set(cases.map(({ name }) => `${name}.ks`));
  assert.deepEqual(readdirSync(new URL('./goldens/', import.meta.url)).filter((file) => !known.has(file)), []);
});
