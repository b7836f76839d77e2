// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of what nodes say: whatever comes, reading it never throws, and what is taken is bounded and clean.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CheckInBody, ReportBody } from './wire.ts';

const SEED = 20_261_130;
const RUNS = { seed: SEED, numRuns: 1000 };
/** No control but the two of text on several lines, nothing invisible, no half of a character. */
const UNCLEAN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

const checkIn = {
  format: 1, version: '0.1.0', hostname: 'node1', layer: 'node-1.0-1+1', base: 'node-1.0-1', layout: [{ base: 'node-1.0-1', layers: ['node-1.0-1+1'] }], bootDefault: 'node-1.0-1+1',
  health: { word: 'ok', checks: [{ name: 'Mount points', ok: true, reason: null }], at: 1 }, pool: { dataPercent: 1, metadataPercent: 1, size: 1 }, channel: 'stable',
  last: { kind: 'upgrade', step: 'good', nvr: 'node-1.0-1', reason: null, at: 1 }, kernel: '6.1', uptime: 1, bootCounting: 'own', cockpit: { port: 9090, addresses: ['192.0.2.1'] },
};
const report = {
  format: 1, id: '6c7f6b36-19fb-4a4f-9a0c-0d1b7c3a5e10', at: 1, operation: '6c7f6b36-19fb-4a4f-9a0c-0d1b7c3a5e11', kind: 'upgrade', wish: null, step: 'begun', nvr: null, layer: null, permille: null, reason: null, log: null,
};

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc.constantFrom('\u001b[31mred\u001b[0m', '\u001b]0;title\u0007', '\ud800', 'a\u0000b', '../../etc/passwd', '<script>alert(1)</script>', "'; DROP TABLE hosts; --", 'x'.repeat(100_000), '\u202etxt.exe', 'two\nlines\r\nhere'),
);
const hostileNumber = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1e300, -1e300, -0, Number.MAX_SAFE_INTEGER));
const hostile = fc.oneof({ weight: 3, arbitrary: hostileText }, hostileNumber, fc.boolean(), fc.constant(null), fc.jsonValue({ maxDepth: 3 }));

/** Every place of a document, as a path. */
function places(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [...(path.length > 0 ? [path] : []), ...Object.entries(value).flatMap(([name, member]) => places(member, [...path, name]))];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.map((member: unknown, index) => (String(index) === name ? replaced(member, rest, by) : member));
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, key === name ? replaced(member, rest, by) : member])) : value;
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

const documents = [['a check-in', CheckInBody, checkIn, 20_000], ['a report', ReportBody, report, 70_000]] as const;

for (const [name, schema, document, most] of documents) {
  const withHostile = fc.uniqueArray(fc.tuple(fc.constantFrom(...places(document)), hostile), { minLength: 1, maxLength: 4 }).map((changes) => changes.reduce<unknown>((changed, [path, by]) => replaced(changed, path, by), document));

  test(`${name} that is well is taken as it is`, () => {
    assert.deepEqual(schema.parse(document), document);
  });

  test(`${name} with anything in any place never throws; what is taken is bounded and clean, and can be read again`, () => {
    let taken = 0;
    fc.assert(fc.property(fc.oneof({ weight: 9, arbitrary: withHostile }, fc.jsonValue()), (said) => {
      const read = schema.safeParse(JSON.parse(JSON.stringify(said)));
      if (!read.success) return;
      taken += 1;
      for (const text of texts(read.data)) assert(!UNCLEAN.test(text) && text.isWellFormed(), JSON.stringify(text));
      assert(JSON.stringify(read.data).length <= most);
      schema.parse(read.data);
    }), RUNS);
    assert(taken > RUNS.numRuns / 50, `only ${taken} were taken: the property says little`);
  });
}

test('a moment beyond all calendars is brought to what a date can say', () => {
  for (const at of [1e300, -5, Number.MAX_VALUE]) assert.equal(Number.isNaN(Date.parse(new Date(ReportBody.parse({ ...report, at }).at * 1000).toISOString())), false);
});

test('of a long log the end is kept: there stands what went wrong', () => {
  const { log } = ReportBody.parse({ ...report, log: `${'x'.repeat(200_000)}the end` });
  assert(log?.endsWith('the end') === true && log.length <= 64 * 1024);
});
