// SPDX-License-Identifier: GPL-2.0-or-later
// bin/basewright as a program among others: found by links, without Node in PATH, in pipes, and where nothing is installed.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { basewright, complained, EXECUTABLE, execute, FIXTURES, GOLDENS, ROOT, said, temporaryDirectory, temporaryFile } from './cli.fixture.ts';

const profile = join(FIXTURES, 'minimal.json');
const golden = readFileSync(join(GOLDENS, 'minimal.ks'), 'utf8');

/** A PATH with what the launcher itself needs, and no Node. */
function pathWithoutNode(): string {
  const directory = temporaryDirectory();
  for (const name of ['readlink', 'dirname']) symlinkSync(join('/usr/bin', name), join(directory, name));
  return directory;
}

/** A copy of the program; with `node_modules` as given. */
function copyOf(parts: readonly string[]): string {
  const directory = temporaryDirectory();
  for (const part of parts) cpSync(join(ROOT, part), join(directory, part), { recursive: true });
  return directory;
}

describe('finding itself and its Node', () => {
  test('by a link to a link, from another directory, without Node in PATH', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'a b'));
    symlinkSync(EXECUTABLE, join(directory, 'a b', 'real'));
    symlinkSync(join('a b', 'real'), join(directory, 'basewright'));
    const PATH = `${directory}:${pathWithoutNode()}`;
    assert.deepEqual(await execute('basewright', ['render', profile], { environment: { PATH }, cwd: '/' }), said(golden));
    assert.deepEqual(await execute('/bin/sh', ['-c', 'basewright render "$1"', 'sh', profile], { environment: { PATH }, cwd: directory }), said(golden));
  });

  test('nothing installed: says what to run, with an old Node in PATH or with none', async () => {
    const copy = copyOf(['bin']);
    const old = pathWithoutNode();
    symlinkSync(temporaryExecutable('#!/bin/sh\necho 20\n'), join(old, 'node'));
    for (const PATH of [pathWithoutNode(), old]) {
      assert.deepEqual(await execute(join(copy, 'bin', 'basewright'), ['--version'], { environment: { PATH } }), complained(1,
        `basewright: Its packages are not installed yet. Run "npm ci" (or "npm start", which also starts the servers) in ${copy}, then try again.`));
    }
  });

  test('packages missing: says what to run', async () => {
    const copy = copyOf(['bin', 'server', 'kickstart/language', 'kickstart/profile', 'kickstart/templates', 'kickstart/render.ts', 'package.json']);
    for (const part of ['.bin', 'zod']) mkdirSync(join(copy, 'node_modules', part), { recursive: true });
    symlinkSync(process.execPath, join(copy, 'node_modules', '.bin', 'node'));
    assert.deepEqual(await execute(join(copy, 'bin', 'basewright'), ['render', profile]), complained(1,
      `basewright: Its packages are not installed completely. Run "npm ci" in ${copy}/, then try again.`));
    assert.equal((await execute(join(copy, 'bin', 'basewright'), ['--help'])).exit, 0);
  });

  test('without BASEWRIGHT_DATA the data lies where the servers have it, wherever the command is called', async () => {
    const copy = copyOf(['bin', 'server', 'kickstart', 'package.json']);
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const cwd = temporaryDirectory();
    assert.equal((await execute(join(copy, 'bin', 'basewright'), ['user', 'list'], { cwd })).exit, 0);
    assert.ok(existsSync(join(copy, 'data', 'basewright.sqlite')) && !existsSync(join(cwd, 'data')));
  });
});

function temporaryExecutable(text: string): string {
  const path = temporaryFile('node', text);
  cpSync(path, `${path}.x`);
  chmodSync(`${path}.x`, 0o755);
  return `${path}.x`;
}

describe('in pipes', () => {
  const shell = (script: string): ReturnType<typeof execute> => execute('/bin/bash', ['--norc', '-o', 'pipefail', '-c', script, 'bash', EXECUTABLE, profile]);

  test('a reader that goes early is no error', async () => {
    assert.deepEqual(await shell('"$1" render "$2" --json | head -c 1'), said('{'));
    assert.deepEqual(await shell('"$1" render "$2" | true'), said(''));
    assert.deepEqual(await shell('exec 9>&1; ("$1" rendr; echo $? >&9) 2>&1 | true'), said('2\n'));
  });

  test('commands feed each other', async () => {
    assert.deepEqual(await shell('"$1" render "$2" | "$1" import - 2>/dev/null | "$1" render -'), said(golden));
  });

  test('an output that cannot be written is an error', async () => {
    assert.deepEqual(await shell('"$1" render "$2" > /dev/full'), complained(1, 'basewright: The output cannot be written: the disk is full.'));
    assert.deepEqual(await shell('"$1" render "$2" >&-'), said(''));
  });

  test('BASEWRIGHT_DEBUG=1 shows where an error comes from, and nothing else does', async () => {
    const words = ['render', '/nowhere'];
    assert.deepEqual(await basewright(words), complained(1, '/nowhere: There is no such file.'));
    const { stderr, exit } = await basewright(words, { environment: { BASEWRIGHT_DEBUG: '1' } });
    assert.equal(exit, 1);
    assert.match(stderr, /^CommandError: [^]*\n {4}at [^]*\n\/nowhere: There is no such file\.\n$/);
  });
});

test('render loads neither the store nor the login, so that it starts fast', async () => {
  const list = join(temporaryDirectory(), 'loaded');
  const hook = temporaryFile('hook.mjs', `
    import { appendFileSync } from 'node:fs';
    import { registerHooks } from 'node:module';
    registerHooks({ resolve(name, context, next) { const found = next(name, context); appendFileSync(${JSON.stringify(list)}, found.url + '\\n'); return found; } });`);
  assert.equal((await basewright(['render', profile], { environment: { NODE_OPTIONS: `--import=${hook}` } })).exit, 0);
  const loaded = readFileSync(list, 'utf8').split('\n');
  assert.ok(loaded.some((url) => url.endsWith('/kickstart/render.ts')));
  assert.deepEqual(loaded.filter((url) => /kysely|sqlite|\/server\/(?!cli\/|store\/problems\.ts)|cli\/(user|host|token|profile|validate|import)\.ts/.test(url)), []);
});
