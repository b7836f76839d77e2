// SPDX-License-Identifier: GPL-2.0-or-later
// What scripts/python.mjs says when there is no Python it can use, tried in a copy of the project's Python parts.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const directory = mkdtempSync(join(tmpdir(), 'basewright-python-'));
after(() => rmSync(directory, { recursive: true }));
const bin = join(directory, 'bin');
mkdirSync(bin);
mkdirSync(join(directory, 'kickstart', 'oracle'), { recursive: true });
mkdirSync(join(directory, 'scripts'));
for (const name of ['kickstart/oracle/requirements.txt', 'kickstart/oracle/requirements-build.txt', 'kickstart/oracle/requirements-dev.txt']) {
  cpSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), join(directory, name));
}
// Only the stand-in below may be found, so the one absolute path is taken out of the copy.
const script = join(directory, 'scripts', 'python.mjs');
writeFileSync(script, readFileSync(new URL('python.mjs', import.meta.url), 'utf8').replace(", '/usr/bin/python3'", ''));

/** Runs the script where `python3` is the given shell script, or nothing. */
function prepare(python3?: string): Promise<{ code: unknown; said: string }> {
  rmSync(join(bin, 'python3'), { force: true });
  if (python3 !== undefined) {
    writeFileSync(join(bin, 'python3'), `#!/bin/sh\n${python3}\n`);
    chmodSync(join(bin, 'python3'), 0o755);
  }
  return new Promise((resolve) => {
    execFile(process.execPath, [script], { env: { ...process.env, PATH: bin, BASEWRIGHT_PYTHON: '' } }, (error, _stdout, stderr) => {
      resolve({ code: error?.code ?? 0, said: stderr });
    });
  });
}

const cases: [string, string | undefined, RegExp][] = [
  ['no Python at all', undefined, /No Python 3 was found\.\nInstall Python 3\.9 or newer/],
  ['only an old Python', 'echo 3.8', /Only Python 3\.8 was found; 3\.9 or newer is needed/],
  ['a Python without venv', 'case "$2" in *ensurepip*) exit 1;; *) echo 3.11;; esac', /without its "venv" module.\n.*apt install python3-venv/],
  ['an environment that cannot be made', 'case "$2" in *version_info*) echo 3.11;; *ensurepip*) ;; *) echo "ERROR: no disk" >&2; exit 1;; esac', /could not be installed.*ERROR: no disk/],
];

for (const [name, python3, expected] of cases) {
  test(`${name} is told with what to do, and kept for the page`, async () => {
    const { code, said } = await prepare(python3);
    assert.equal(code, 1);
    assert.match(said, expected);
    const kept: unknown = JSON.parse(readFileSync(join(directory, '.venv', 'unavailable.json'), 'utf8'));
    const [reason, fix] = said.trim().split('\n');
    assert.deepEqual(kept, { reason, fix });
  });
}
