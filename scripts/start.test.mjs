// SPDX-License-Identifier: GPL-2.0-or-later
// When `npm start` installs and when it builds. That it really starts and stops is shown in e2e/start.spec.ts.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { sourceHash } from './build.mjs';
import { packagesFit } from './packages.mjs';

const directories = [];
after(() => directories.forEach((directory) => rmSync(directory, { recursive: true })));

function project(files) {
  const root = mkdtempSync(join(tmpdir(), 'basewright-start-'));
  directories.push(root);
  for (const [name, content] of Object.entries(files)) write(root, name, content);
  return root;
}

function write(root, name, content) {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

const LOCK = { packages: { '': { name: 'x' }, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' }, 'node_modules/b': { version: '2.0.0', optional: true } } };
const INSTALLED = { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } };
const HIDDEN_LOCK = 'node_modules/.package-lock.json';

test('packages fit when npm noted the versions of the lock file; an optional one may be missing', () => {
  assert.equal(packagesFit(project({ 'package-lock.json': LOCK, [HIDDEN_LOCK]: INSTALLED })), true);
});

test('packages do not fit without node_modules, after a broken installation, or after a change of the lock file', () => {
  assert.equal(packagesFit(project({ 'package-lock.json': LOCK })), false);
  assert.equal(packagesFit(project({ 'package-lock.json': LOCK, [HIDDEN_LOCK]: '{"packages":' })), false);
  const changes = [
    { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } },
    { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-other' } },
    {},
    { ...INSTALLED.packages, 'node_modules/gone': { version: '1.0.0' } },
  ];
  for (const packages of changes) assert.equal(packagesFit(project({ 'package-lock.json': LOCK, [HIDDEN_LOCK]: { packages } })), false, JSON.stringify(packages));
});

test('a change of what goes into the pages changes the hash of the sources, and nothing else does', () => {
  const root = project({ 'app/page.tsx': 'one', 'app/(group)/page.tsx': 'x', 'kickstart/a.test.ts': 'a', 'package-lock.json': '{}' });
  const before = sourceHash(root);
  write(root, 'kickstart/a.test.ts', 'changed');
  write(root, 'kickstart/goldens/a.ks', 'text');
  write(root, 'README.md', 'text');
  assert.equal(sourceHash(root), before);
  write(root, 'app/page.tsx', 'two');
  const changed = sourceHash(root);
  assert.notEqual(changed, before);
  write(root, 'app/page.tsx', 'one');
  assert.equal(sourceHash(root), before);
  write(root, 'server/new.ts', '');
  assert.notEqual(sourceHash(root), before);
});
