// SPDX-License-Identifier: GPL-2.0-or-later
// The form gives back the host it was filled from, and its problems stand at its fields.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultProfile } from '#kickstart/profile/defaults.ts';
import { Host } from '#kickstart/profile/host.ts';
import { differences } from './differences.ts';
import { checkHost, formPath, hostDocument, hostDraft, mergedDocument } from './host-draft.ts';

const host = Host.parse({
  hostname: 'Node1.example.com', macs: ['52-54-00-AB-CD-EF', '525400abcdf0'], profile: 'edge',
  overrides: { disk: { by: 'device', device: 'vdb' }, kernelArguments: ['console=ttyS0'] },
});

test('a host goes through the form unchanged', () => {
  assert.deepEqual(Host.parse(hostDocument(hostDraft(host, ''), host.id)), host);
});

test('an override that is switched off is not sent', () => {
  const draft = { ...hostDraft(host, ''), on: { disk: false, interfaces: false, kernelArguments: false } };
  assert.deepEqual(hostDocument(draft, undefined)['overrides'], {});
});

test('empty inputs after the first MAC address are not sent', () => {
  assert.deepEqual(hostDocument({ ...hostDraft(host, ''), macs: ['a', '', 'b', ''] }, undefined)['macs'], ['a', 'b']);
});

test('problems stand at the fields of the form', () => {
  const draft = { ...hostDraft(undefined, ''), on: { disk: true }, storage: { disk: { by: 'device', device: 'sda1' } } };
  assert.deepEqual(checkHost(hostDocument(draft, undefined), undefined).map((problem) => problem.path), ['hostname', 'macs.0', 'profile', 'storage.disk.device']);
  assert.equal(formPath('overrides.interfaces.0.device'), 'network.interfaces.0.device');
  assert.equal(formPath('macs.1'), 'macs.1');
});

test('names of pages are refused as host names', () => {
  assert.deepEqual(checkHost({ ...hostDocument(hostDraft(host, ''), undefined), hostname: 'New' }, undefined).map((problem) => problem.path), ['hostname']);
});

test('a host is held against its profile, where the host is to be mended', () => {
  const interfaces = [{ kind: 'vlan', parent: 'eno1', vlanId: 5 }, { kind: 'vlan', parent: 'eno1', vlanId: 5 }];
  const problems = checkHost({ hostname: 'n', macs: ['525400abcdef'], profile: 'edge', overrides: { interfaces } }, defaultProfile);
  assert.deepEqual(problems.map((problem) => problem.path), ['network.interfaces.1.device']);
});

test('the merged document holds what the host sets', () => {
  const merged = mergedDocument(hostDraft(host, ''), defaultProfile);
  assert.deepEqual([merged['storage']], [{ ...defaultProfile.storage, disk: { by: 'device', device: 'vdb' } }]);
});

test('differences name the fields that differ, on both sides', () => {
  assert.deepEqual(differences({ a: 1, list: ['x'], deep: [{ b: 1 }] }, { a: 1, list: ['x', 'y'], deep: [{ b: 2 }], c: true }), [
    { path: 'list', yours: 'x', theirs: 'x, y' }, { path: 'deep.1.b', yours: '1', theirs: '2' }, { path: 'c', yours: undefined, theirs: 'true' },
  ]);
});
