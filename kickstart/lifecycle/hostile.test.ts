// SPDX-License-Identifier: GPL-2.0-or-later
// Whatever a machine sends: no parser throws, what comes out is bounded, and no control character is in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { causeOfLayout, knownCause } from './causes.ts';
import { checkInAnswer, readCheckIn } from './check-in.ts';
import { parseCheck, parseCurrentLayer, parseLayout } from './check-verdict.ts';
import { parseLayoutResult } from './layout-result.ts';
import { reachableAddresses, readLinks } from './links.ts';
import { machineFacts } from './machine-facts.ts';
import { plainLine, plainLines, plainText } from './plain-text.ts';
import { redact } from './redact.ts';
import { parseReport, reportSections } from './report-text.ts';

const SEED = 20261124;
const OPTIONS = { seed: SEED, numRuns: 3000 } as const;

const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** Every string in a value. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...strings(item)]);
}

function assertSafe(value: unknown, most: number, mayHaveLines = false): void {
  const json = JSON.stringify(value);
  assert.ok(json.length <= most, `${json.length} characters are more than ${most}`);
  for (const text of strings(value)) {
    assert.ok(!HIDDEN.test(mayHaveLines ? text.replaceAll(/[\n\t]/g, '') : text), JSON.stringify(text));
    assert.ok(text.isWellFormed());
  }
}

const words = fc.constantFrom(
  '@disks\n', '@log\n', '@check\n', '@layer\n', '@unknown\n', ...reportSections.map((name) => `@${name}\r\n`), 'Status: OK\n', '\u001b[1mStatus: \u001b[31mFAILED\u001b[0m\n', 'Bootloader ... OK\n', '  Valid ... FAILED - no\n', ' ... ',
  'You are on x-1-1+1\n', 'x-1-1\n +- x-1-1+1\n', '\u001b]0;title\u0007', '\u001b[', '\u009b31m', '\u202e', '\ufeff', '\0', '\ud800', '{"blockdevices":[', ']}', '{"name":"sda","size":1,"type":"disk","children":[', '[{"ifname":"e0","addr_info":[{"local":"192.0.2.1"}]}]',
  '<script>', '__proto__', '{"format":1,"outcome":"done"}', '--passphrase=', '$6$', '/t/', '=', '"', "'", '\\', ' '.repeat(50), '節点', 'x'.repeat(300),
);
const text = fc.oneof(fc.array(fc.oneof(words, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 40 }).map((parts) => parts.join('')), fc.string({ unit: 'binary', maxLength: 500 }));
const json = fc.oneof(text, fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.stringify(value)));

/** JSON in the shape that is looked for, with anything in every place. */
const anything = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }), fc.double(), fc.constant(null));
const device = fc.record({ name: fc.oneof(text, anything), size: anything, type: fc.oneof(fc.constant('disk'), anything), model: anything, serial: anything, fstype: anything, label: anything, children: fc.oneof(anything, fc.array(fc.record({ name: text, size: anything }), { maxLength: 80 })) }, { requiredKeys: [] });
const listing = fc.record({ blockdevices: fc.oneof(anything, fc.array(device, { maxLength: 90 })) }).map((value) => JSON.stringify(value));
const links = fc.array(fc.record({ ifname: fc.oneof(text, anything), address: anything, link_type: anything, addr_info: fc.oneof(anything, fc.array(fc.record({ local: fc.oneof(fc.ipV4(), fc.ipV6(), text), scope: anything }), { maxLength: 50 })) }, { requiredKeys: [] }), { maxLength: 90 }).map((value) => JSON.stringify(value));
const result = fc.record({
  format: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, anything), outcome: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('started', 'done', 'failed') }, anything), nvr: anything, base: anything, layer: anything, pool: anything,
  warnings: fc.oneof(anything, fc.array(text, { maxLength: 80 })), fixes: anything, seconds: fc.oneof(anything, fc.dictionary(text, fc.double())), volumesMade: anything, error: fc.oneof(anything, fc.record({ class: anything, problem: text, fix: text, lastLines: fc.array(text, { maxLength: 80 }) })),
}, { requiredKeys: ['format', 'outcome'] }).map((value) => JSON.stringify(value));

const reportOf = (of: fc.Arbitrary<string>) => fc.record({ serial: of, product: of, memory: of, cpus: of, disks: fc.oneof(of, listing), links: fc.oneof(of, links), target: of, addon: of, layer: of, layout: of, check: of, kernel: of, addresses: fc.oneof(of, links), 'failed-units': of, log: of }, { requiredKeys: [] });

test(`plain text is plain (seed ${SEED})`, () => {
  fc.assert(fc.property(text, fc.nat(300), (value, limit) => {
    assertSafe(plainText(value, limit), limit * 6 + 2, true);
    assert.ok(plainLine(value, limit).length <= limit);
    assertSafe(plainLine(value, limit), limit * 6 + 2);
    assert.ok(plainLines(value, 5, limit).length <= 5);
    assertSafe(plainLines(value, 5, limit), limit * 40 + 30);
  }), OPTIONS);
});

test(`a report of any bytes gives sections and nothing else (seed ${SEED})`, () => {
  fc.assert(fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 2000 })), (body) => {
    const report = parseReport(body);
    for (const name of Object.keys(report)) assert.ok(reportSections.some((known) => known === name));
    assert.ok(Object.values(report).join('').length <= body.length + 10);
  }), OPTIONS);
});

test(`facts of a machine are bounded and clean (seed ${SEED})`, () => {
  fc.assert(fc.property(reportOf(text), (report) => assertSafe(machineFacts(report), 1_500_000)), OPTIONS);
  fc.assert(fc.property(json, (value) => {
    assertSafe(readLinks(value) ?? [], 200_000);
    assertSafe(reachableAddresses(value), 4000);
  }), OPTIONS);
});

test(`a check-in is bounded and clean, and healthy only by the words of imgbase (seed ${SEED})`, () => {
  fc.assert(fc.property(reportOf(text), (report) => {
    const checkIn = readCheckIn(report, { hasLayout: true });
    assertSafe(checkIn, 1_500_000);
    assert.match(checkInAnswer(checkIn), /^(healthy|not healthy: [^\n]+)\n$/);
    assert.equal(checkIn.isHealthy, checkIn.reasons.length === 0);
    if (checkIn.isHealthy) assert.ok(checkIn.verdict?.status === 'OK' && checkIn.layer !== null && checkIn.layout.includes(checkIn.layer));
  }), OPTIONS);
  fc.assert(fc.property(text, (value) => {
    assertSafe(parseCheck(value) ?? {}, 1_500_000);
    assertSafe(parseCurrentLayer(value) ?? '', 300);
    assertSafe(parseLayout(value), 10_000);
  }), OPTIONS);
});

test(`a layout result is bounded and clean, and a log gives a known cause or none (seed ${SEED})`, () => {
  fc.assert(fc.property(fc.oneof(json, result), (value) => {
    const read = parseLayoutResult(value);
    if (read === undefined) return;
    assertSafe(read, 1_500_000, true);
    assertSafe(causeOfLayout(read) ?? {}, 10_000, true);
  }), OPTIONS);
  fc.assert(fc.property(text, (value) => assertSafe(knownCause(value) ?? {}, 2000)), OPTIONS);
});

test(`redacted text holds none of the secrets (seed ${SEED})`, () => {
  const secret = fc.string({ minLength: 6, maxLength: 30 }).filter((value) => !'********'.includes(value));
  fc.assert(fc.property(text, secret, text, (before, value, after) => {
    assert.ok(!redact(`${before}${value}${after}`, [value]).replaceAll('********', '').includes(value) || value.includes('*'));
  }), OPTIONS);
});

test('nesting without end, and megabytes, are answered at once', () => {
  const began = Date.now();
  const deep = `{"blockdevices":[${'{"name":"x","children":['.repeat(20_000)}`;
  const closed = `{"blockdevices":[${'{"name":"x","children":['.repeat(2000)}${']}'.repeat(2000)}]}`;
  for (const value of [deep, closed, '['.repeat(1_000_000), 'a ... OK'.repeat(200_000), '\u001b['.repeat(500_000), `Status: OK\n${'  x ... FAILED - y\n'.repeat(100_000)}`, `--passphrase=${'"'.repeat(500_000)}`, '$6$'.repeat(300_000), 'rootpw '.repeat(100_000), 'rootpw --a'.repeat(20_000)]) {
    machineFacts({ disks: value, links: value, target: value, serial: value });
    readCheckIn({ layer: value, layout: value, check: value, addresses: value, 'failed-units': value }, { hasLayout: true });
    parseLayoutResult(value);
    knownCause(value);
    redact(value.slice(0, 100_000), []);
  }
  assert.equal(machineFacts({ disks: closed }).disks?.[0]?.children.length, 64);
  assert.ok(Date.now() - began < 10_000, `${Date.now() - began} ms`);
});
