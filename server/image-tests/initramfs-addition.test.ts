// SPDX-License-Identifier: GPL-2.0-or-later
// The archive behind an initramfs, as GNU cpio reads it, and its scripts, as a shell does.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { additionMembers, initramfsAddition } from './initramfs-addition.ts';

const NONCE = '0123456789abcdef';

describe('what is put behind an initramfs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'basewright-cpio-'));
  after(() => rmSync(folder, { recursive: true }));

  test('begins at a multiple of four, after zeros', () => {
    for (const size of [0, 1, 2, 3, 4, 4097]) {
      const archive = initramfsAddition(NONCE, size);
      const start = archive.indexOf('070701');
      assert.equal((size + start) % 4, 0);
      assert(archive.subarray(0, start).every((byte) => byte === 0) && start < 4);
    }
  });

  test('is an archive that cpio unpacks', () => {
    execFileSync('cpio', ['--extract', '--quiet'], { cwd: folder, input: initramfsAddition(NONCE, 0) });
    for (const { path, mode, content } of additionMembers(NONCE)) {
      const found = lstatSync(join(folder, path));
      assert.equal(found.mode & 0o170000, mode & 0o170000, path);
      if (found.isFile()) assert.equal(readFileSync(join(folder, path), 'utf8'), content);
      if (found.isSymbolicLink()) assert.equal(readlinkSync(join(folder, path)), content);
    }
  });

  test('has scripts that a POSIX shell takes', () => {
    const scripts = additionMembers(NONCE).filter(({ path }) => /\/(plant|probe)$/.test(path));
    assert.equal(scripts.length, 2);
    for (const { content } of scripts) for (const shell of ['sh', 'bash']) assert.equal(spawnSync(shell, ['-n'], { input: content }).status, 0);
  });
});
