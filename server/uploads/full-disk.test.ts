// SPDX-License-Identifier: GPL-2.0-or-later
// F5: a disk that really gets full in the middle of an upload: 507, what came is kept, and the upload goes on when there is space.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const Report = z.object({ full: z.object({ status: z.number(), text: z.string() }), offset: z.number(), early: z.number(), done: z.number(), sha256: z.string(), expected: z.string() });

test('a small file system of its own is filled by somebody else meanwhile', async () => {
  const place = mkdtempSync(join(tmpdir(), 'basewright-full-'));
  after(() => rmSync(place, { recursive: true, force: true }));
  // A mount that only this process sees; it needs no root where the kernel lets users do that.
  const script = 'mount -t tmpfs -o size=24m none "$1" && exec "$2" --disable-warning=ExperimentalWarning "$3" "$1"';
  const program = fileURLToPath(new URL('full-disk.fixture.ts', import.meta.url));
  const spaces = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
  const { stdout } = await run('unshare', [...spaces, 'sh', '-c', script, 'sh', place, process.execPath, program]);
  const report = Report.parse(JSON.parse(stdout));
  assert.equal(report.full.status, 507);
  assert.match(report.full.text, /^The disk of the server is full\. What has come until now is kept for 24 hours/);
  assert.equal(report.offset, 3 * MIB, 'the pieces that were written whole');
  assert.equal(report.early, 507, 'an upload for which there is no space is refused before its first byte');
  assert.deepEqual([report.done, report.sha256], [204, report.expected]);
});
