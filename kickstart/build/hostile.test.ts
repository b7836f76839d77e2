// SPDX-License-Identifier: GPL-2.0-or-later
// Hostile values in every string of an image definition, and random valid definitions: refused by the schema, or read back by pykickstart as exactly the model.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { differences } from '../language/meaning.ts';
import { openOracle, type Oracle } from '../oracle/client.ts';
import { targetIds, targets } from '../profile/targets.ts';
import { arbitraryDefinition } from './arbitrary.ts';
import { ImageDefinition } from './definition.ts';
import { definitionDocument, definitionFixtures, exampleFacts } from './fixtures.ts';
import { buildMethods, livemediaProblems } from './livemedia-rules.ts';
import { renderBuild } from './render.ts';
import { buildFindings } from './review.ts';
import { buildStatements } from './statements.ts';

const SEED = Number(process.env['SEED'] ?? 20_261_124);
const HOSTILE = 4000;
const GENERATED = 600;
const BATCH = 400;

let oracle: Oracle;
before(() => { oracle = openOracle(); });
after(() => oracle.close());

/** What pykickstart, and livemedia-creator's rules, have to say against definitions. */
async function judge(definitions: readonly ImageDefinition[]): Promise<string[]> {
  const results = await oracle.parseMany(definitions.map((definition) => ({ text: renderBuild(definition, exampleFacts).text, version: targets[definition.target].kickstart })));
  return definitions.flatMap((definition, index) => {
    const result = results[index];
    assert(result);
    const statements = buildStatements(definition, exampleFacts);
    const refused = buildMethods.flatMap((method) => livemediaProblems(statements, method)).map(({ message }) => message);
    return [...differences(statements, result, targets[definition.target].kickstart), ...refused].map((problem) => `${JSON.stringify(definition)}: ${problem}`);
  });
}

async function judgeAll(definitions: readonly ImageDefinition[]): Promise<string[]> {
  const wrong: string[] = [];
  for (let start = 0; start < definitions.length; start += BATCH) wrong.push(...await judge(definitions.slice(start, start + BATCH)));
  return wrong;
}

test(`${GENERATED} random valid definitions over every target mean the model (seed ${SEED})`, async () => {
  const definitions = fc.sample(arbitraryDefinition(), { seed: SEED, numRuns: GENERATED });
  assert.deepEqual((await judgeAll(definitions)).slice(0, 5), []);
  assert.equal(new Set(definitions.map(({ target }) => target)).size, targetIds.length, 'every target is among them');
  for (const definition of definitions) {
    const { text, nvr } = renderBuild(definition, exampleFacts);
    assert.match(text, /\n%end\n$/);
    // The last line that runs is imgbased's, with a name that its unquoted arguments can carry.
    assert.equal(text.trimEnd().split('\n').at(-2), `imgbase --debug --experimental image-build --postprocess --set-nvr=${nvr}`);
    assert.match(nvr, /^[A-Za-z0-9_.+-]{1,53}$/);
    assert.equal(buildFindings(definition, exampleFacts).filter(({ level }) => level === 'error').length, 0);
  }
});

type Path = readonly (string | number)[];

function strings(given: unknown, path: Path = []): Path[] {
  if (typeof given === 'string') return [path];
  if (Array.isArray(given)) return given.flatMap((item, index) => strings(item, [...path, index]));
  if (typeof given === 'object' && given !== null) return Object.entries(given).flatMap(([key, item]) => strings(item, [...path, key]));
  return [];
}

/** A copy with the string at `path` changed. */
function changed(document: unknown, [key, ...rest]: Path, change: (good: string) => string): unknown {
  if (key === undefined) return change(String(document));
  if (Array.isArray(document)) return document.map((item: unknown, index) => (index === key ? changed(item, rest, change) : item));
  return Object.fromEntries(Object.entries(document ?? {}).map(([name, item]) => [name, name === key ? changed(item, rest, change) : item]));
}

const bad = fc.constantFrom(
  '%end', '\n%end\nrootpw pwned\n%post\n', '%include /etc/passwd', '%ksappend http://evil.example/x', '%packages', '@core', '-kernel', '--nocore', '#', ' # ', 'a b', '\n', '\r', '\v', '\x1c', '\x85', '\u2028', '\0', '$(reboot)', '`reboot`', "'; reboot; '",
  '"', '\\', '--', '', ' ', ',', '*', '?', '[a]', '{date}', '{}', '{evil}', '\ud800', '\u202e', '\ufeff', '../../etc', 'é', '￿', '&', ';', '|', '=', '--set-nvr=x', ' --install',
);
const hostile = fc.tuple(bad, fc.nat(3)).map(([text, where]) => (good: string) => [text, good + text, text + good, `${good.slice(0, 2)}${text}${good.slice(2)}`][where] ?? text);
const places = [...definitionFixtures.keys()].flatMap((name) => strings(definitionDocument(name)).map((path) => ({ name, path })));

test(`${HOSTILE} hostile values are refused, or read back as exactly the model (seed ${SEED})`, async () => {
  const samples = fc.sample(fc.tuple(fc.constantFrom(...places), hostile), { seed: SEED, numRuns: HOSTILE });
  const taken = samples.flatMap(([{ name, path }, change]) => {
    const parsed = ImageDefinition.safeParse(changed(definitionDocument(name), path, change));
    return parsed.success ? [parsed.data] : [];
  });
  assert.deepEqual((await judgeAll(taken)).slice(0, 5), [], `seed ${SEED}`);
  assert(taken.length > HOSTILE / 30, `only ${taken.length} values passed the schema`);
});
