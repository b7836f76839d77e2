// SPDX-License-Identifier: GPL-2.0-or-later
// The rules of an image definition, name by name, and what there is to say about one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingPackages } from '../catalogue/required-packages.ts';
import { targetIds, targets } from '../profile/targets.ts';
import { buildArchitectures, ImageDefinition } from './definition.ts';
import { definitionDocument, exampleFacts } from './fixtures.ts';
import { nvrOf, nvrProblems } from './nvr.ts';
import { excludable, packagesOf, payloadIds, payloadProblem } from './payloads.ts';
import { buildFindings } from './review.ts';

const document = (more: object): object => ({ ...Object.fromEntries(Object.entries(definitionDocument('minimal') ?? {})), ...more });
const problems = (more: object) => ImageDefinition.safeParse(document(more)).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
const findings = (more: object, facts = exampleFacts) => buildFindings(ImageDefinition.parse(document(more)), facts).map(({ level, field }) => `${level} ${field}`);

test('the name of an image is what imgbased takes', () => {
  const evening = Date.UTC(2026, 0, 5, 7, 3);
  assert.equal(nvrOf({ name: 'edge-node', version: '1.0', release: '0.{date}.{time}' }, evening), 'edge-node-1.0-0.20260105.0703');
  assert.deepEqual(nvrProblems({ name: 'edge-node', version: '1', release: '1' }), []);
  assert.match(nvrProblems({ name: 'edge', version: '1', release: '1' })[0]?.message ?? '', /must hold "node".*would not start/);
  assert.deepEqual(nvrProblems({ name: 'rhvh', version: '1', release: '1' }), []);
  // Wherever it stands: the title of the boot entry counts.
  assert.deepEqual(nvrProblems({ name: 'edge', version: '1', release: 'node1' }), []);
  assert.match(problems({ name: 'a-rather-long-name-of-a-node-image', version: '12.34.56', release: '{date}.{time}' })[0] ?? '', /would be called a-rather.*at most 53 characters/);
  assert.match(problems({ version: '1-2' }).join(), /^version: Use letters, digits.*the dash separates/);
  assert.deepEqual(problems({ release: '0.{DATE}' }).length, 1);
});

test('a payload is refused where it cannot be', () => {
  for (const target of targetIds) assert.equal(payloadProblem('ovirt', target) === undefined, targets[target].kickstart === 'RHEL9', target);
  assert.match(problems({ target: 'fedora44', payload: 'ovirt' }).join(), /payload: oVirt 4\.5 is made for Enterprise Linux 9\. Fedora 44 cannot carry it\./);
});

test('what every node needs cannot be left out, neither by name nor by a glob', () => {
  for (const payload of payloadIds) {
    for (const arch of buildArchitectures) {
      const subject = { target: 'centos9', arch, payload } as const;
      for (const name of packagesOf(subject)) assert.equal(excludable(name, subject), false, name);
    }
  }
  const subject = { target: 'centos9', arch: 'x86_64', payload: 'minimal' } as const;
  assert.deepEqual(['*', 'dracut*', 'py*-rpm', '*grub*x64', 'plymouth', 'dracut-config-rescue', 'ker', 'grub2-efi-aa64', 'k*k*k'].map((name) => excludable(name, subject)), [false, false, false, false, true, true, true, true, true]);
  assert.equal(excludable(`${'*a'.repeat(60)}*b`, subject), true);
  assert.match(problems({ excluded: ['plymouth', 'kernel*'] }).join(), /^excluded\.1: kernel\* is needed by every image/);
  assert.match(problems({ packages: ['tmux'], excluded: ['tmux'] }).join(), /asked for and excluded at once/);
});

test('repositories, groups and units are told apart', () => {
  const repository = (name: string) => ({ name, url: 'https://mirror.example.com/x' });
  assert.match(problems({ repositories: [repository('a'), repository('a')] }).join(), /^repositories\.1\.name: There are two/);
  assert.match(problems({ repositories: [repository('updates')] }).join(), /keeps this name for itself/);
  assert.match(problems({ groups: ['^a', '^b'] }).join(), /Only one environment/);
  assert.match(problems({ services: { enabled: ['a'], disabled: ['a'] } }).join(), /services\.disabled\.0: a is enabled and disabled/);
  assert.match(problems({ rootSize: 1000 }).join(), /at least 3072 MiB/);
  assert.match(problems({ steps: [{ body: 'echo\n%end\nrootpw x' }] }).join(), /steps\.0\.body: Line 2 begins with "%end"/);
});

test('what is worth a word is said', () => {
  assert.deepEqual(findings({}), []);
  assert.deepEqual(findings({ tree: { kind: 'registered' } }, { ...exampleFacts, mirror: undefined }), ['error tree']);
  assert.deepEqual(findings({ repositories: [] }), ['warning repositories']);
  assert.deepEqual(findings({ target: 'alma9', release: '1' }), ['warning release', 'warning target']);
  assert.deepEqual(findings({ compression: 'zstd', tree: { kind: 'url', url: 'http://mirror.example.com/os' } }), ['warning tree', 'warning compression']);
  assert.deepEqual(findings({ services: { enabled: [], disabled: ['sshd', 'cockpit.socket'] }, payload: 'virtualization', rootSize: 4096 }), ['warning services.disabled', 'warning rootSize']);
});

test('an image of every payload has what the test of images asks for', () => {
  for (const payload of payloadIds) {
    for (const arch of buildArchitectures) {
      const names = new Set(packagesOf({ target: 'centos9', arch, payload }));
      assert.deepEqual(missingPackages(payload === 'minimal' ? 'none' : payload, names), { required: [], payload: [], recommended: [] }, `${payload} ${arch}`);
    }
  }
});
