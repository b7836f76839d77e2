// SPDX-License-Identifier: GPL-2.0-or-later
// The packages we depend on: none older than the fix of a known hole, and every one pinned exactly.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (name) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));

/** The first release with the fix, of the line of releases we use. */
const FIXED = {
  next: ['16.0.7', 'CVE-2025-55182 (code execution before login) and CVE-2025-29927 (middleware skipped by a header)'],
  react: ['19.2.1', 'CVE-2025-55182'],
  'react-dom': ['19.2.1', 'CVE-2025-55182'],
};

const numbers = (version) => version.split('.').map(Number);

function isAtLeast(version, least) {
  const [have, want] = [numbers(version), numbers(least)];
  const place = have.findIndex((number, index) => number !== want[index]);
  return place === -1 || have[place] > want[place];
}

test('no package is older than the fix of a hole that was exploited', () => {
  const { packages } = read('package-lock.json');
  for (const [name, [least, why]] of Object.entries(FIXED)) {
    const { version } = packages[`node_modules/${name}`];
    assert.ok(isAtLeast(version, least), `${name} ${version} is older than ${least}: ${why}`);
  }
});

test('every dependency is pinned to one version, and the lock file is of these', () => {
  const { dependencies, devDependencies, optionalDependencies } = read('package.json');
  const { packages } = read('package-lock.json');
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
    assert.match(version, /^\d+\.\d+\.\d+$/, `${name} is not pinned`);
    assert.equal(packages[`node_modules/${name}`]?.version, version, `${name} in the lock file`);
  }
});

test('optional packages of other platforms stand in the lock file too: npm ci refuses it otherwise', () => {
  const { packages } = read('package-lock.json');
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const name of Object.keys(optionalDependencies)) {
      const isLocked = `node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages;
      assert.ok(isLocked, `${name} of ${path} is missing. The registry that wrote the lock file did not have it: run npm install --package-lock-only with another one.`);
    }
  }
});
