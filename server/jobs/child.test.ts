// SPDX-License-Identifier: GPL-2.0-or-later
// Programs of a job, really run: who they are, what they may reach, and that they end.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openTestStore } from '../store/store.fixture.ts';
import { jobContext } from './job.fixture.ts';
import { JobFailure, JobStopped } from './job.ts';

const store = await openTestStore();
after(() => store.remove());
const isRoot = process.getuid?.() === 0;

test('a program runs as a user without rights, bounded, in an environment of its own', async () => {
  const job = await jobContext(store);
  const { code, stdout } = await job.run('sh', ['-c', 'id -u; id -G; pwd; env | sort; grep NoNewPrivs /proc/self/status; ulimit -c; ulimit -n']);
  const said = stdout.toString();
  const own = process.getuid?.() ?? 0;
  assert.equal(code, 0);
  assert.match(said, isRoot ? /^65534\n65534\n/ : new RegExp(`^${own}\n`));
  assert.match(said, /NoNewPrivs:\t1\n0\n4096\n$/);
  assert.ok(said.includes(`\nHOME=${job.workDirectory}\n`));
  assert.doesNotMatch(said, /BASEWRIGHT_WORK|npm_|NODE_/);
});

test('a program has no network unless it asks for one', async () => {
  const job = await jobContext(store);
  // Inside of some containers nobody may make a network of his own.
  const isPossible = spawnSync('unshare', [...(isRoot ? [] : ['--user', '--map-current-user']), '--net', 'true']).status === 0;
  const without = await job.run('cat', ['/proc/net/dev']);
  const interfaces = without.stdout.toString().split('\n').slice(2).filter((line) => line !== '');
  if (isPossible) assert.deepEqual(interfaces.map((line) => line.trim().split(':')[0]), ['lo']);
  const withNetwork = await job.run('cat', ['/proc/net/dev'], { network: true });
  assert.equal(withNetwork.stdout.toString().split('\n').length >= without.stdout.toString().split('\n').length, true);
});

test('the data directory cannot be seen, the files of the handler can', async () => {
  const job = await jobContext(store);
  writeFileSync(join(job.workDirectory, 'script'), 'hello\n');
  mkdirSync(join(job.workDirectory, 'tree'));
  const { stdout } = await job.run('sh', ['-c', `cat ${store.directory}/secret.key; ls ${store.directory}; cat script; echo more >> script; echo new > tree/new; cat script`], { logged: 'all' });
  assert.equal(stdout.toString(), 'hello\nhello\nmore\n');
  assert.equal(readFileSync(join(job.workDirectory, 'tree', 'new'), 'utf8'), 'new\n');
  assert.equal(existsSync(join(store.directory, 'secret.key')), true);
});

test('exit codes are results, a missing program is a failure that names it', async () => {
  const job = await jobContext(store);
  assert.equal((await job.run('sh', ['-c', 'exit 7'])).code, 7);
  assert.equal((await job.run('sh', ['-c', 'kill -9 $$'])).code, null);
  assert.equal((await job.run('cat', [], { input: 'given' })).stdout.toString(), 'given');
  await assert.rejects(job.run('no-such-program', []), (error) => error instanceof JobFailure && error.message.includes('no-such-program is not installed'));
});

test('time, output and files are limited', { timeout: 60_000 }, async () => {
  const job = await jobContext(store);
  const slow = await job.run('sleep', ['600'], { limit: 300 });
  assert.deepEqual([slow.end, slow.code], ['limit', null]);
  const loud = await job.run('sh', ['-c', 'yes | head -c 100000000'], { most: 1000 });
  assert.deepEqual([loud.end, loud.stdout.length], ['too much output', 1000]);
  const large = await job.run('sh', ['-c', 'head -c 3000000 /dev/zero > large'], { fileSize: 1_000_000 });
  assert.notEqual(large.code, 0);
  assert.equal(statSync(join(job.workDirectory, 'large')).size, 1_000_000);
  const hungry = await job.run('sh', ['-c', 'head -c 3000000000 /dev/zero | tail'], { memory: 200_000_000 });
  assert.match(hungry.stderr, /memory|exhausted/i);
});

test('a cancelled job ends its programs with everything that they started', { timeout: 60_000 }, async () => {
  const job = await jobContext(store);
  // One grandchild in a session of its own, one that hears no signal.
  const script = 'trap "" TERM; setsid sh -c "echo \\$\\$ > away; exec sleep 600" & sh -c "trap \\"\\" TERM; exec sleep 601" & echo ready; wait; sleep 602';
  const running = job.run('sh', ['-c', script], { onLine: (line) => (line === 'ready' ? job.cancel() : undefined) });
  await assert.rejects(running, JobStopped);
  assert.deepEqual(runningWith(job.workDirectory), []);
  await assert.rejects(job.run('true', []), JobStopped);
});

test('hostile bytes do not reach the log', async () => {
  const job = await jobContext(store);
  await job.run('printf', ['a\\033[31mred\\033[0m\\007\\000\\377\\342\\200\\256txt\\rprogress 1\\rprogress 2\\n%s\\n', '--password=secret rootpw --iscrypted $6$abcdefgh$abcdefghijklmnop'], { logged: 'all' });
  job.log('of the job\u001b[2J\nforged line');
  await job.close();
  const text = job.logText();
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  assert.match(text, /^aredtxt\nprogress 1\nprogress 2\n/);
  assert.doesNotMatch(text, /secret|abcdefghijklmnop/);
  assert.match(text, /\n2026-11-23T12:00:00Z of the job forged line\n$/);
});

/** Command lines of the processes whose environment names this directory. */
function runningWith(directory: string): string[] {
  return readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name) && Number(name) !== process.pid).flatMap((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(directory) ? [readFileSync(`/proc/${pid}/cmdline`, 'latin1')] : [];
    } catch {
      return []; // It has ended, or is nobody's business.
    }
  });
}
