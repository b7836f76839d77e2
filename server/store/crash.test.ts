// SPDX-License-Identifier: GPL-2.0-or-later
// Kills writers without warning and lets several processes write at once: every acknowledged write is there afterwards.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openStore } from './store.ts';

const parent = mkdtempSync(join(tmpdir(), 'basewright-crash-'));
after(() => rmSync(parent, { recursive: true }));

/** Writes settings `<name>-0`, `<name>-1`, ... each with a revision of its own, and prints the number after each commit. */
const writer = `
  const [directory, name, count] = process.argv.slice(1);
  const { openStore } = await import(${JSON.stringify(new URL('store.ts', import.meta.url).href)});
  const { nextRevision } = await import(${JSON.stringify(new URL('revision.ts', import.meta.url).href)});
  const store = await openStore(directory, { check: false });
  for (let number = 0; number < Number(count); number += 1) {
    await store.write(async (transaction) => {
      const revision = await nextRevision(transaction);
      await transaction.insertInto('settings').values({ name: name + '-' + number, value: String(revision) }).execute();
    });
    process.stdout.write(number + '\\n');
  }
  await store.close();
`;

/** Runs a writer; with `killAfter` it is killed once it acknowledged that many writes. Resolves with the number of acknowledged ones. */
function write(directory: string, name: string, count: number, killAfter?: number): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', writer, directory, name, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  const acknowledged = () => output.split('\n').length - 1;
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (killAfter !== undefined && acknowledged() >= killAfter) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.once('close', () => resolve(acknowledged())));
}

test('a killed writer loses no acknowledged write', async () => {
  const directory = join(parent, 'killed');
  for (const [round, killAfter] of [1, 7, 40].entries()) {
    const acknowledged = await write(directory, `round${round}`, 100_000, killAfter);
    const store = await openStore(directory);
    const rows = await store.database.selectFrom('settings').select('name').where('name', 'like', `round${round}-%`).execute();
    assert(acknowledged >= killAfter);
    // The last one may have been committed and not been told any more.
    assert(rows.length === acknowledged || rows.length === acknowledged + 1, `${rows.length} rows, ${acknowledged} acknowledged`);
    await store.close();
  }
});

test('several processes write at once, and no revision is given twice', async () => {
  const directory = join(parent, 'together');
  assert.deepEqual(await Promise.all(['a', 'b', 'c'].map((name) => write(directory, name, 50))), [50, 50, 50]);
  const store = await openStore(directory);
  const rows = await store.database.selectFrom('settings').select('value').where('name', 'like', '_-%').execute();
  const revisions = rows.map((row) => Number(row.value)).sort((one, other) => one - other);
  assert.deepEqual(revisions, Array.from({ length: 150 }, (_, index) => index + 1));
  await store.close();
});
