// SPDX-License-Identifier: GPL-2.0-or-later
// "Test with pykickstart" against the real oracle: answers with lines, limits, aborting, and words for what is missing.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findTools } from './project.ts';
import { turns } from './turns.ts';
import { MOST_BYTES, validateKickstart, type Validation } from './validate.ts';

const directory = mkdtempSync(join(tmpdir(), 'basewright-validate-'));
after(() => rmSync(directory, { recursive: true }));

const GOOD = `lang en_US.UTF-8
liveimg --url=https://images.example/node.squashfs --checksum=${'a'.repeat(64)}
rootpw --lock
network --device=link --hostname=node1.example.com
reboot
`;

function answered(validation: Validation) {
  assert.ok(validation.available, 'pykickstart is not available');
  return validation;
}

/** Runs with BASEWRIGHT_PYTHON set to a stand-in. */
async function withPython<T>(python: string, work: () => Promise<T>): Promise<T> {
  process.env['BASEWRIGHT_PYTHON'] = python;
  try {
    return await work();
  } finally {
    delete process.env['BASEWRIGHT_PYTHON'];
  }
}

function standIn(name: string, script: string): string {
  const file = join(directory, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('a right kickstart is accepted for every version of handler', async () => {
  for (const target of ['rhel8', 'ovirt45', 'alma10', 'fedora45'] as const) {
    const { ok, parser, results } = answered(await validateKickstart(GOOD, target));
    assert.deepEqual([ok, results], [true, []]);
    assert.match(parser, /^pykickstart 3\.78 (RHEL8|RHEL9|RHEL10|F45)$/);
  }
});

test('errors and warnings come with their lines, in order', async () => {
  const { ok, results } = answered(await validateKickstart(`${GOOD}bogus\ndevice x\nuser --name="\n`, 'rhel8'));
  assert.equal(ok, false);
  assert.deepEqual(results.map(({ line, level }) => [line, level]), [[6, 'error'], [7, 'warning'], [8, 'error']]);
  assert.equal(results[0]?.message, 'Unknown command: bogus');
});

test('what pykickstart passes over is told too', async () => {
  const text = 'liveimg --url=node.squashfs\nurl --url=http://x\nrootpw --iscrypted x\nuser --name=bad:name\n'
    + 'network --hostname="bad host" --vlanid=5000\npart / --size=1\npart / --size=-5\nrootpw --allow-ssh --lock\n%post\r\necho\r\n%end\r\n';
  const { results } = answered(await validateKickstart(text, 'rhel9'));
  const lines = results.map(({ line }) => line);
  for (const line of [1, 2, 3, 4, 5, 7, 8, 9]) assert.ok(lines.includes(line), `nothing is said of line ${line}`);
  assert.equal(lines.includes(6), false);
});

test('nothing is read that the text names', async () => {
  const { ok, results } = answered(await validateKickstart('%include /etc/passwd\n%ksappend /etc/passwd\n', 'rhel9'));
  assert.deepEqual([ok, results.map(({ level }) => level)], [true, ['warning', 'warning']]);
});

test('too much text is refused without asking', async () => {
  for (const text of ['x'.repeat(MOST_BYTES + 1), '\n'.repeat(20_001)]) {
    const { ok, results } = answered(await validateKickstart(text, 'rhel9'));
    assert.deepEqual([ok, results.length], [false, 1]);
  }
  const { results } = answered(await validateKickstart('lang en\n# \ud800\n', 'rhel9'));
  assert.equal(results[0]?.line, 2);
});

test('text that takes too long is stopped and told', async () => {
  const { ok, results } = answered(await validateKickstart(`network --hostname=${'"" '.repeat(300_000)}`, 'rhel9'));
  assert.equal(ok, false);
  assert.ok(results.length > 0);
});

test('aborting ends the child and rejects', async () => {
  const hanging = standIn('hanging', 'echo $$ > "$(dirname "$0")/pid"; exec /bin/sleep 60');
  await withPython(hanging, async () => {
    await assert.rejects(validateKickstart(GOOD, 'rhel9', { signal: AbortSignal.timeout(300) }), { name: 'TimeoutError' });
  });
  const pid = Number(readFileSync(join(directory, 'pid'), 'utf8'));
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  await assert.rejects(validateKickstart(GOOD, 'rhel9', { signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('a missing or unfit Python is told in plain words, with what to do', async () => {
  const missing = await withPython('/nonexistent/python', () => validateKickstart(GOOD, 'rhel9'));
  assert.ok(!missing.available && missing.reason.includes('BASEWRIGHT_PYTHON') && missing.fix.includes('scripts/python.mjs'));
  const bare = standIn('bare', 'echo "ModuleNotFoundError: No module named \'pykickstart\'" >&2; exit 1');
  const without = await withPython(bare, () => validateKickstart(GOOD, 'rhel9'));
  assert.ok(!without.available && without.reason.includes("No module named 'pykickstart'") && without.fix.includes('scripts/python.mjs'));
  const broken = join(directory, 'broken');
  writeFileSync(broken, '');
  const unstartable = await withPython(broken, () => validateKickstart(GOOD, 'rhel9'));
  assert.ok(!unstartable.available && unstartable.reason.includes('cannot be started'));
});

test('an oracle that fails is a failure, not an answer', async () => {
  const failing = standIn('failing', 'echo boom >&2; exit 3');
  await assert.rejects(withPython(failing, () => validateKickstart(GOOD, 'rhel9')), /exit code 3: boom/);
});

test('the oracle is found from any working directory', () => {
  const before = process.cwd();
  process.chdir(directory);
  try {
    assert.ok(findTools({}).available);
  } finally {
    process.chdir(before);
  }
});

test('only a few run at the same time, and a full queue turns away', async () => {
  const take = turns(2, 3);
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 10));
    running -= 1;
    return true;
  };
  const results = await Promise.all(Array.from({ length: 7 }, () => take(work)));
  assert.equal(most, 2);
  assert.deepEqual(results.filter((result) => result === undefined).length, 2);
  assert.equal(await take(work), true);
});
