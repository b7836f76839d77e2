// SPDX-License-Identifier: GPL-2.0-or-later
// The recipe with the node's tools: what it puts into an image runs there, and its command writes the units that run it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { readNodeToolsRecipe } from './node-tools.ts';

test('the command of the image runs the tools, and its units are made', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'basewright-tools-'));
  t.after(() => rmSync(root, { recursive: true }));
  const inside = (text: string) => text.replaceAll('/usr/lib/', `${root}/usr/lib/`);
  const recipe = await readNodeToolsRecipe();
  for (const { path, content, mode } of recipe.files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), inside(content), { mode: Number.parseInt(mode, 8) });
  }
  const [command = ''] = recipe.commands;
  const made = spawnSync('/bin/sh', ['-e', '-c', inside(command)], { encoding: 'utf8' });
  assert.deepEqual([made.status, made.stderr], [0, '']);
  const units = join(root, 'usr/lib/systemd/system');
  assert.deepEqual(readdirSync(units).sort(), ['basewright-node-check-in.service', 'basewright-node-check-in.timer', 'basewright-node-health.service']);
  assert.match(readFileSync(join(units, 'basewright-node-health.service'), 'utf8'), /^ExecStart=\/usr\/bin\/basewright-node health$/m);
  const ran = spawnSync(join(root, 'usr/bin/basewright-node'), ['--version'], { encoding: 'utf8' });
  assert.match(ran.stdout, /^[0-9]+\.[0-9]+\.[0-9]+\n$/, ran.stderr);
});
