// SPDX-License-Identifier: GPL-2.0-or-later
// What reports mean: sections, facts, verdicts of imgbase in its own words, layout results, and what is taken out of logs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCheckIn } from './check-in.ts';
import { parseCheck, parseCurrentLayer, parseLayout } from './check-verdict.ts';
import { parseLayoutResult } from './layout-result.ts';
import { reachableAddresses } from './links.ts';
import { machineFacts } from './machine-facts.ts';
import { redact } from './redact.ts';
import { parseReport } from './report-text.ts';

const bold = (text: string) => `\u001b[1m${text}\u001b[0m`;
const ok = '\u001b[32mOK\u001b[0m';
const failed = '\u001b[31mFAILED\u001b[0m';
const error = '\u001b[33mERROR\u001b[0m';

/** Verbatim of a booted node. */
const GOOD = [bold(`Status: ${ok}`), `Bootloader ... ${ok}`, `  Layer boot entries ... ${ok}`, `  Valid boot entries ... ${ok}`, `Mount points ... ${ok}`, `  Separate /var ... ${ok}`, `  Discard is used ... ${ok}`, `Basic storage ... ${ok}`,
  `  Initialized VG ... ${ok}`, `  Initialized Thin Pool ... ${ok}`, `  Initialized LVs ... ${ok}`, `Thin storage ... ${ok}`, `  Checking available space in thinpool ... ${ok}`, `  Checking thinpool auto-extend ... ${ok}`, ''].join('\n');

/** In the words and the form of imgbased's Health class. */
const BAD = [bold(`Status: ${failed}`), `Mount points ... ${failed} - This can happen if the installation was performed incorrectly`, `  Separate /var ... ${ok}`, `  Discard is used ... ${failed} - 'discard' mount option was not added or got removed`,
  `Thin storage ... ${failed} - It looks like the LVM layout is not correct. The reason could be an incorrect installation.`, `  Checking from thin metadata ... ${error}`, "    Exception in '<function <lambda> at 0x7f>': AssertionError() ", ''].join('\n');

test('sections: content up to the next known name; the log is all the rest', () => {
  assert.deepEqual(parseReport('lost\n@serial\nSN 1\n@nonsense\n@memory\r\n1 kB\n@serial\nlater\n@log\nline\n@disks\nnot a section\n'), { serial: 'SN 1\n@nonsense', memory: '1 kB', log: 'line\n@disks\nnot a section\n' });
  assert.deepEqual(parseReport(new Uint8Array([0x40, 0x6c, 0x6f, 0x67, 0x0a, 0xff, 0x41])), { log: '\ufffdA' });
  assert.deepEqual([parseReport(''), parseReport(' @log\nx'), parseReport('@log')], [{}, {}, { log: '' }]);
});

test('facts: util-linux before 2.33 writes numbers and flags as text; what is unreadable is not known', () => {
  const disks = '{"blockdevices": [{"name":"sda","size":"1000","type":"disk","serial":"  S1 \\u001b[31m ","model":"M\\n1","children":[{"name":"sda1","size":"500","fstype":"LVM2_member","children":[{"name":"vg-root","size":"400","fstype":"xfs","label":"/"}]}]},{"name":"sr0","size":"5","type":"rom"},{"name":"sdb","size":"0","type":"disk"},{"name":"zram0","size":"7","type":"disk"}]}';
  assert.deepEqual(machineFacts({ disks }).disks, [{ name: 'sda', size: 1000, model: 'M 1', serial: 'S1', children: [{ name: 'sda1', size: 500, fstype: 'LVM2_member', label: null }, { name: 'vg-root', size: 400, fstype: 'xfs', label: '/' }] }]);
  assert.deepEqual(machineFacts({}), { serial: null, product: null, memoryKiB: null, cpus: null, addon: null, disks: null, links: null, target: null });
  assert.deepEqual(machineFacts({ disks: '{', links: '[{', memory: 'much', cpus: '-1', addon: 'maybe', target: '' }), { serial: null, product: null, memoryKiB: null, cpus: null, addon: null, disks: null, links: null, target: [] });
  assert.deepEqual(machineFacts({ target: 'sda,sdb sda\n', memory: '2048 kB', cpus: '4\n' }), { serial: null, product: null, memoryKiB: 2048, cpus: 4, addon: null, disks: null, links: null, target: ['sda', 'sdb'] });
});

test('addresses by which a node is reached', () => {
  assert.deepEqual(reachableAddresses('[{"ifname":"lo","link_type":"loopback","addr_info":[{"local":"127.0.0.1","scope":"host"}]},{"ifname":"e0","addr_info":[{"local":"192.0.2.7","scope":"global"},{"local":"fe80::1","scope":"link"},{"local":"2001:db8::7","scope":"global"},{"local":"192.0.2.7"},{"local":"evil"}]}]'), ['192.0.2.7', '2001:db8::7']);
});

test('imgbase check, when all is well and when not', () => {
  const good = parseCheck(GOOD);
  assert.deepEqual([good?.status, good?.checks.map(({ name, isOk, checks }) => [name, isOk, checks.length])], ['OK', [['Bootloader', true, 2], ['Mount points', true, 2], ['Basic storage', true, 3], ['Thin storage', true, 2]]]);
  assert.deepEqual(parseCheck(BAD), {
    status: 'FAILED',
    checks: [
      { name: 'Mount points', isOk: false, reason: 'This can happen if the installation was performed incorrectly', checks: [{ name: 'Separate /var', isOk: true, reason: null }, { name: 'Discard is used', isOk: false, reason: "'discard' mount option was not added or got removed" }] },
      { name: 'Thin storage', isOk: false, reason: 'It looks like the LVM layout is not correct. The reason could be an incorrect installation.', checks: [{ name: 'Checking from thin metadata', isOk: false, reason: "Exception in '<function <lambda> at 0x7f>': AssertionError()" }] },
    ],
  });
  assert.deepEqual([parseCheck(''), parseCheck('Traceback (most recent call last):\n'), parseCheck('Bootloader ... OK\n')], [null, null, null]);
});

test('imgbase w and imgbase layout', () => {
  assert.equal(parseCurrentLayer('You are on ovirt-node-ng-4.5.5-0.20261101.0+1\n'), 'ovirt-node-ng-4.5.5-0.20261101.0+1');
  assert.equal(parseCurrentLayer('RuntimeError: Failed to parse NVR: root\n'), null);
  assert.deepEqual(parseLayout('ovirt-node-ng-4.5.5-0.20261101.0\n +- ovirt-node-ng-4.5.5-0.20261101.0+1\novirt-node-ng-4.5.6-0.20261120.0\n +- ovirt-node-ng-4.5.6-0.20261120.0+1\n'),
    ['ovirt-node-ng-4.5.5-0.20261101.0', 'ovirt-node-ng-4.5.5-0.20261101.0+1', 'ovirt-node-ng-4.5.6-0.20261120.0', 'ovirt-node-ng-4.5.6-0.20261120.0+1']);
});

test('healthy is only a node in a layer of its layout whose check is OK', () => {
  const base = { layer: 'You are on n-node-1-1+1', layout: 'n-node-1-1\n +- n-node-1-1+1', check: GOOD };
  const reasons = (report: object) => readCheckIn({ ...base, ...report }, { hasLayout: true }).reasons;
  assert.deepEqual(reasons({}), []);
  assert.match(reasons({ layer: '' }).join(), /does not name the layer it runs from/);
  assert.match(reasons({ layer: 'You are on n-node-2-1+1' }).join(), /runs from n-node-2-1\+1, which its layout does not name/);
  assert.match(reasons({ layer: 'You are on n-node-1-1' }).join(), /which is a base and not a layer/);
  assert.match(reasons({ check: '' }).join(), /did not say what "imgbase check" finds/);
  assert.deepEqual(reasons({ check: BAD }).map((reason) => reason.slice(0, 50)), ['"imgbase check" says FAILED.', 'Mount points: "Discard is used" is not right (\'dis', 'Thin storage: "Checking from thin metadata" is not']);
  assert.equal(readCheckIn({}, { hasLayout: false }).isHealthy, true);
});

test('a layout result of the add-on: started, done, failed; another format is none', () => {
  assert.deepEqual(parseLayoutResult('{"format":1,"addon":"1.0","outcome":"started","nvr":""}'), { format: 1, addon: '1.0', outcome: 'started', nvr: '', base: null, layer: null, pool: null, volumeGroup: null, volumesMade: [], warnings: [], fixes: [], seconds: {}, error: null });
  const done = parseLayoutResult(JSON.stringify({
    format: 1, addon: '1.0', outcome: 'done', nvr: 'n-node-1-1', seconds: { check: 1.5 }, warnings: ['w'], fixes: [], base: 'n-node-1-1', layer: 'n-node-1-1+1', volumeGroup: { name: 'HostVG', size: 3, free: 1 },
    pool: { name: 'HostPool', size: 2, free: 1, metadata: 1 }, volumesMade: [{ path: '/home', name: 'home', size: 1 }],
  }));
  assert.deepEqual([done?.layer, done?.pool, done?.volumeGroup, done?.seconds, done?.volumesMade.length], ['n-node-1-1+1', { name: 'HostPool', size: 2, free: 1, metadata: 1 }, { name: 'HostVG', size: 3, free: 1 }, { check: 1.5 }, 1]);
  const broken = parseLayoutResult('{"format":1,"outcome":"failed","error":{"class":"check","problem":"two things:\\n- a\\n- b\\u001b[0m","fix":"f","lastLines":["x\\ty"]}}');
  assert.deepEqual(broken?.error, { class: 'check', problem: 'two things:\n- a\n- b', fix: 'f', lastLines: ['x y'] });
  for (const json of ['', '{', '[]', 'null', '{"format":2,"outcome":"done"}', '{"format":1}', '{"format":1,"outcome":"well"}']) assert.equal(parseLayoutResult(json), undefined);
});

test('secrets are taken out of a log: known ones, and what has the form of one', () => {
  const hash = `$6$rounds=100000$abcdefghijklmnop$${'x'.repeat(86)}`;
  const log = `chpasswd -e: root:${hash}\npart --encrypted --passphrase="a \\ b" --x\nuser --password=geheim1 --name=y\nrootpw --plaintext swordfish\nGET /t/${'T'.repeat(43)}/images/x\nAuthorization: Bearer abc.def\nmy secret phrase, twice: my secret phrase\n$y$j9T$abc$defghijk\nkept: $HOME $1 --passphrases /tmp/x rootpw\n`;
  assert.equal(redact(log, ['my secret phrase', 'short']), 'chpasswd -e: root:********\npart --encrypted --passphrase=******** --x\nuser --password=******** --name=y\nrootpw --plaintext ********\nGET /t/********/images/x\nAuthorization: Bearer ********\n********, twice: ********\n********\nkept: $HOME $1 --passphrases /tmp/x rootpw\n');
  assert.equal(redact('ab', ['ab']), 'ab');
  assert.equal(redact(`[node]\nkey = ${'k'.repeat(43)}\nmonkey = ${'k'.repeat(43)}`, []), `[node]\nkey = ********\nmonkey = ${'k'.repeat(43)}`);
});
