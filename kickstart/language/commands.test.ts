// SPDX-License-Identifier: GPL-2.0-or-later
// The command table as code reads it: known facts about versions, so that a wrong table is noticed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandRule, isFlag, notShipped, sectionRule } from './commands.ts';
import { kickstartVersions } from './versions.ts';

test('every version knows liveimg with its four options', () => {
  for (const version of kickstartVersions) {
    const rule = commandRule(version, 'liveimg');
    assert.deepEqual(Object.keys(rule?.options ?? {}), ['--checksum', '--noverifyssl', '--proxy', '--url']);
    assert.equal(rule?.options['--url']?.required, true);
  }
});

test('NTP is said by timezone on 8 and by timesource from 9 on', () => {
  assert.equal(commandRule('RHEL8', 'timesource'), undefined);
  assert.equal(commandRule('RHEL8', 'timezone')?.options['--ntpservers']?.type, 'csv');
  assert.equal(commandRule('RHEL9', 'timesource')?.multi, true);
  assert.equal(commandRule('RHEL10', 'timezone')?.options['--ntpservers'], undefined);
  assert.equal(commandRule('F45', 'timezone')?.options['--ntpservers']?.deprecated, true);
});

test('removed and deprecated commands keep their status', () => {
  assert.equal(commandRule('RHEL10', 'auth')?.status, 'removed');
  assert.equal(commandRule('RHEL9', 'device')?.status, 'removed');
  assert.equal(commandRule('RHEL10', 'vnc')?.status, 'deprecated');
  assert.equal(commandRule('F45', 'vnc')?.status, 'removed');
});

test('positional words, repetition and flags', () => {
  assert.deepEqual(commandRule('RHEL9', 'part')?.positionals, [1, 1]);
  assert.deepEqual(commandRule('RHEL9', 'volgroup')?.positionals, [2, null]);
  assert.equal(commandRule('RHEL9', 'network')?.multi, true);
  assert.equal(commandRule('RHEL9', 'rootpw')?.multi, false);
  assert.equal(commandRule('RHEL9', 'authselect')?.free, true);
  const lock = commandRule('RHEL9', 'rootpw')?.options['--lock'];
  assert.equal(lock !== undefined && isFlag(lock), true);
});

test('sections carry their header options', () => {
  assert.deepEqual(Object.keys(sectionRule('RHEL9', '%post')?.options ?? {}), ['--erroronfail', '--interpreter', '--log', '--logfile', '--nochroot']);
  assert.equal(sectionRule('RHEL9', '%pre')?.options['--nochroot'], undefined);
  assert.equal(sectionRule('RHEL9', '%post ') ?? sectionRule('RHEL9', 'constructor'), undefined);
});

test('options that shipped Enterprise Linux installers lack are known', () => {
  assert.deepEqual(notShipped('RHEL9', 'rootpw', '--allow-ssh'), { kind: 'since', pykickstart: '3.32.6' });
  assert.deepEqual(notShipped('RHEL8', '%certificate', '--dir'), { kind: 'lacking' });
  assert.equal(notShipped('RHEL9', 'rootpw', '--lock'), undefined);
  assert.equal(notShipped('F45', 'rootpw', '--allow-ssh'), undefined);
});
