// SPDX-License-Identifier: GPL-2.0-or-later
// The archive of the node's tools: the same bytes from the same sources, and one that a real Python takes apart and starts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { buildNode, zip } from './build.mjs';

const folder = mkdtempSync(join(tmpdir(), 'basewright-node-'));
after(() => rmSync(folder, { recursive: true }));

const python = (...words) => spawnSync('python3', ['-I', ...words], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });

test('built twice it is the same, and Python begins with its main', () => {
  const [one, other] = [buildNode(join(folder, 'one.pyz')), buildNode(join(folder, 'other.pyz'))];
  assert.deepEqual(readFileSync(one), readFileSync(other));
  const ended = python(one, '--version');
  assert.deepEqual([ended.status, ended.stderr], [0, '']);
  assert.match(ended.stdout, /^[0-9]+\.[0-9]+\.[0-9]+\n$/);
});

test('Python reads back every byte, and finds every sum right', () => {
  const path = join(folder, 'any.zip');
  writeFileSync(path, zip([['a', Buffer.alloc(0)], ['b/ä.py', Buffer.from([0, 255, 10, 13])], ['c', Buffer.alloc(70_000, 7)]]));
  const read = python('-c', 'import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nprint(z.testzip(), [(len(z.read(i)), i.date_time[:3], oct(i.external_attr >> 16)) for i in z.infolist()])', path);
  assert.equal(read.stdout, "None [(0, (1980, 1, 1), '0o100644'), (4, (1980, 1, 1), '0o100644'), (70000, (1980, 1, 1), '0o100644')]\n", read.stderr);
});
