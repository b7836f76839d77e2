// SPDX-License-Identifier: GPL-2.0-or-later
// For full-disk.test.ts: an upload to a small file system that somebody else fills meanwhile. Writes what happened to stdout.
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { squashfsBytes } from '../images/squashfs.fixture.ts';
import { newUploadId } from './upload-files.ts';
import { UploadRefusal } from './refusal.ts';
import { Readable } from 'node:stream';
import { Uploads } from './uploads.ts';

const MIB = 1024 * 1024;
const place = process.argv[2] ?? '';
const data = join(place, 'data');
const registered: string[] = [];
mkdirSync(data);
const uploads = new Uploads(data, ({ sha256 }) => {
  registered.push(sha256);
  return Promise.resolve();
});
const bytes = squashfsBytes(12 * MIB);
bytes.writeUInt32LE(7, 9 * MIB);
const document = { name: 'node.squashfs', size: bytes.length, expected: null, actor: null, origin: 'upload', source: 'node.squashfs', validator: null } as const;

async function attempt(work: () => Promise<unknown>): Promise<{ status: number; text: string }> {
  try {
    await work();
    return { status: 204, text: '' };
  } catch (error) {
    if (error instanceof UploadRefusal) return { status: error.status_code, text: error.body };
    throw error;
  }
}

async function send(id: string, from: number): Promise<{ status: number; text: string }> {
  return attempt(() => uploads.write(id, Readable.from([bytes.subarray(from, from + 3 * MIB), bytes.subarray(from + 3 * MIB, from + 8 * MIB), bytes.subarray(from + 8 * MIB)].filter(({ length }) => length > 0)), from, undefined));
}

const id = newUploadId();
await uploads.create(id, document);
writeFileSync(join(place, 'somebody-else'), Buffer.alloc(17 * MIB, 1));
const full = await send(id, 0);
const offset = (await uploads.state(id))?.offset ?? 0;
const early = await attempt(() => uploads.create(newUploadId(), document));
rmSync(join(place, 'somebody-else'));
const done = await send(id, offset);
console.log(JSON.stringify({ full, offset, early: early.status, done: done.status, sha256: registered[0] ?? '', expected: createHash('sha256').update(bytes).digest('hex') }));
