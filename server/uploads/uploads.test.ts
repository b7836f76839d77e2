// SPDX-License-Identifier: GPL-2.0-or-later
// Uploads over real connections: whole in the end whatever happens on the way, or refused with a reason, and nothing in between.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findImage, listImages } from '../images/image-store.ts';
import { squashfsBytes } from '../images/squashfs.fixture.ts';
import { collectUploads, partPath, uploadDirectory } from './upload-files.ts';
import { startUploadServer } from './upload-server.fixture.ts';

const SEED = 20261124;
const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const HOUR_MS = 3_600_000;

/** Not one piece like another, so that a piece at a wrong place shows. */
function image(size: number): Buffer {
  const bytes = squashfsBytes(size);
  for (let at = 96; at + 4 <= size; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) % 2 ** 32, at);
  return bytes;
}

describe('an upload', () => {
  test('in two pieces becomes an image: unchangeable, registered, and nothing left', async () => {
    const server = await startUploadServer();
    const bytes = image(300_000);
    const id = await server.create(bytes.length, { filename: 'node 4.5.squashfs' });
    assert.equal((statSync(uploadDirectory(server.dataDirectory)).mode & 0o777).toString(8), '700');
    assert.equal((statSync(partPath(server.dataDirectory, id)).mode & 0o777).toString(8), '600');
    const first = await server.patch(id, 0, bytes.subarray(0, 100_000));
    assert.deepEqual([first.status, first.headers['upload-offset']], [204, '100000']);
    assert(Math.abs(Date.parse(first.headers['upload-expires']?.toString() ?? '') - Date.now() - 24 * HOUR_MS) < HOUR_MS);
    assert.deepEqual(listImages(server.dataDirectory), []);
    assert.equal((await server.patch(id, 100_000, bytes.subarray(100_000))).status, 204);
    const found = findImage(server.dataDirectory, sha256Of(bytes));
    assert(found !== undefined);
    assert.deepEqual(readFileSync(found.path), bytes);
    assert.equal((statSync(found.path).mode & 0o777).toString(8), '444');
    assert.deepEqual(server.registered, [{ sha256: sha256Of(bytes), name: 'node-4.5.squashfs', size: 300_000, origin: 'upload', source: 'node 4.5.squashfs', parent: null, madeFrom: null, actor: 'ada' }]);
    assert.deepEqual(readdirSync(uploadDirectory(server.dataDirectory)), [`${id}.json`]);
    assert.equal(await server.offset(id), 300_000);
    assert.deepEqual([(await server.uploads().state(id))?.state, (await server.uploads().state(id))?.sha256, await server.uploads().list()], ['done', sha256Of(bytes), []]);
  });

  test('F16: cut at 100 random places, over restarts of the server, every byte is right', async () => {
    const server = await startUploadServer();
    const size = 400_000;
    const steps = fc.array(fc.record({ length: fc.integer({ min: 1, max: 12_000 }), sent: fc.double({ min: 0, max: 1, noNaN: true }), isRestart: fc.boolean() }), { minLength: 100, maxLength: 100 });
    await fc.assert(fc.asyncProperty(steps, fc.integer({ min: 0, max: 2 ** 31 }), async (cuts, salt) => {
      const bytes = image(size);
      bytes.writeUInt32LE(salt, 200);
      const id = await server.create(size);
      for (const { length, sent, isRestart } of cuts) {
        const offset = await server.offset(id);
        const piece = bytes.subarray(offset, offset + length);
        if (piece.length < 2) break;
        await server.cut(id, offset, piece, Math.floor(sent * (piece.length - 1)));
        if (isRestart) server.restart();
      }
      const offset = await server.offset(id);
      assert.equal((await server.patch(id, offset, bytes.subarray(offset))).status, 204);
      assert.equal(server.registered.at(-1)?.sha256, sha256Of(bytes));
      assert.deepEqual(readFileSync(findImage(server.dataDirectory, sha256Of(bytes))?.path ?? ''), bytes);
    }), { seed: SEED, numRuns: 5 });
  });

  test('a wrong offset is a 409, and changes nothing', async () => {
    const server = await startUploadServer();
    const bytes = image(10_000);
    const id = await server.create(bytes.length);
    await server.patch(id, 0, bytes.subarray(0, 4000));
    for (const offset of [0, 3999, 4001, 10_000]) assert.equal((await server.patch(id, offset, bytes.subarray(offset, offset + 100))).status, 409, String(offset));
    assert.equal(await server.offset(id), 4000);
    assert.equal((await server.patch(id, 4000, Buffer.alloc(7000))).status, 413);
    assert.equal((await server.patch(id, 4000, bytes.subarray(4000))).status, 204);
  });
});

describe('checksums', () => {
  test('a piece that is not what its checksum says is a 460, and discarded', async () => {
    const server = await startUploadServer();
    const bytes = image(50_000);
    const id = await server.create(bytes.length);
    const sum = (algorithm: string, piece: Buffer) => ({ 'upload-checksum': `${algorithm} ${createHash(algorithm).update(piece).digest('base64')}` });
    const [first, second] = [bytes.subarray(0, 20_000), bytes.subarray(20_000)];
    assert.equal((await server.patch(id, 0, first, sum('sha256', second))).status, 460);
    assert.equal(await server.offset(id), 0);
    assert.equal((await server.patch(id, 0, first, sum('sha256', first))).status, 204);
    assert.equal((await server.patch(id, 20_000, Buffer.alloc(30_000), sum('sha1', second))).status, 460);
    assert.equal(await server.offset(id), 20_000);
    assert.equal((await server.patch(id, 20_000, second, sum('sha1', second))).status, 204);
    assert.equal(server.registered.at(-1)?.sha256, sha256Of(bytes));
    for (const header of ['md5 AAAA', 'sha256 AAAA', 'sha256', '', 'sha1 ****']) assert.equal((await server.patch(id, 0, first, { 'upload-checksum': header })).status, 400, header);
  });

  test('a piece with a checksum that the end of the server cut never came', async () => {
    const server = await startUploadServer();
    const bytes = image(50_000);
    const id = await server.create(bytes.length);
    await server.patch(id, 0, bytes.subarray(0, 10_000));
    // As a server leaves it that was killed in the middle of such a piece.
    const document = join(uploadDirectory(server.dataDirectory), `${id}.json`);
    writeFileSync(document, readFileSync(document, 'utf8').replace('"unjudgedFrom":null', '"unjudgedFrom":10000'));
    writeFileSync(partPath(server.dataDirectory, id), Buffer.concat([bytes.subarray(0, 10_000), Buffer.alloc(7000)]));
    server.restart();
    assert.equal(await server.offset(id), 10_000);
    assert.equal((await server.patch(id, 10_000, bytes.subarray(10_000, 12_000))).status, 204);
    server.restart();
    assert.equal(await server.offset(id), 12_000);
    assert.equal((await server.patch(id, 12_000, bytes.subarray(12_000))).status, 204);
    assert.equal(server.registered.at(-1)?.sha256, sha256Of(bytes));
  });

  test('the sha256 that was announced must come', async () => {
    const server = await startUploadServer();
    const bytes = image(5000);
    const wrong = await server.create(5000, { sha256: 'a'.repeat(64) });
    const reply = await server.patch(wrong, 0, bytes);
    assert.equal(reply.status, 422);
    assert.match(reply.text, /has the sha256 [0-9a-f]{64}, and a{64} was announced\. Nothing was kept/);
    assert.deepEqual([readdirSync(uploadDirectory(server.dataDirectory)), listImages(server.dataDirectory)], [[], []]);
    const right = await server.create(5000, { sha256: sha256Of(bytes).toUpperCase() });
    assert.equal((await server.patch(right, 0, bytes)).status, 204);
    assert.equal((await server.send({ method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': 5000, 'upload-metadata': 'sha256 bm9uZQ==' } })).status, 400);
  });
});

describe('two writers', () => {
  test('while one writes, the other is told that the upload is in use', async () => {
    const server = await startUploadServer();
    const bytes = image(100_000);
    const id = await server.create(bytes.length);
    const lock = server.uploads().locks.newLock(id);
    await lock.lock(new AbortController().signal, () => undefined);
    const hearing = setInterval(() => server.uploads().locks.hear(id), 50);
    const reply = await server.patch(id, 0, bytes);
    clearInterval(hearing);
    assert.equal(reply.status, 423);
    assert.match(reply.text, /Something else is writing/);
    await lock.unlock();
    assert.equal((await server.patch(id, 0, bytes)).status, 204);
  });

  test('at the same time: one wins, and the file is right', async () => {
    const server = await startUploadServer();
    const bytes = image(2_000_000);
    const id = await server.create(bytes.length);
    const replies = await Promise.all([1, 2, 3].map(() => server.patch(id, 0, bytes)));
    assert.deepEqual(replies.map(({ status }) => status).sort(), [204, 409, 409]);
    assert.equal(server.registered.at(-1)?.sha256, sha256Of(bytes));
    assert.equal(server.registered.length, 1);
  });

  test('a writer that has fallen silent gives way, and what it sent counts', async () => {
    const server = await startUploadServer();
    const bytes = image(3 * 1024 * 1024);
    const id = await server.create(bytes.length);
    const silent = await server.stall(id, 0, bytes, 2_500_000);
    const offset = await server.offset(id);
    assert(offset > 1_400_000, String(offset));
    assert.equal((await server.patch(id, offset, bytes.subarray(offset))).status, 204);
    silent();
    assert.equal(server.registered.at(-1)?.sha256, sha256Of(bytes));
  });
});

describe('refusals', () => {
  test('a file that is no image is refused at its 96th byte, and forgotten', async () => {
    const server = await startUploadServer();
    const id = await server.create(10_000_000);
    assert.equal((await server.patch(id, 0, Buffer.from('<html>'.repeat(10)))).status, 204);
    const reply = await server.patch(id, 60, Buffer.alloc(36));
    assert.equal(reply.status, 422);
    assert.match(reply.text, /^This is no squashfs image/);
    assert.equal((await server.send({ method: 'HEAD', path: id, headers: { 'tus-resumable': '1.0.0' } })).status, 404);
    assert.deepEqual(readdirSync(uploadDirectory(server.dataDirectory)), []);
  });

  test('a header that promises more than will come, and files too small to have one', async () => {
    const server = await startUploadServer();
    const id = await server.create(1000);
    assert.match((await server.patch(id, 0, squashfsBytes(500, { used: 5000n }))).text, /its header says 5000 bytes, and there are 1000/);
    for (const size of [0, 95]) assert.equal((await server.send({ method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': size } })).status, 422);
  });

  test('S: more than the disk can hold is a 507 before the first byte', async () => {
    const server = await startUploadServer();
    const reply = await server.send({ method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': 2 ** 50 } });
    assert.equal(reply.status, 507);
    assert.match(reply.text, /not enough space on the server.*MiB have to be free, and \d+ MiB are/);
  });

  test('what no upload is called is not there', async () => {
    const server = await startUploadServer();
    for (const id of ['x', 'A'.repeat(22), '..%2f..%2fbasewright.sqlite', '%00', 'a'.repeat(5000)])
      for (const method of ['HEAD', 'PATCH', 'DELETE'])
        assert.equal((await server.send({ method, path: id, headers: { 'tus-resumable': '1.0.0', 'upload-offset': 0, 'content-type': 'application/offset+octet-stream' } })).status, 404, `${method} ${id}`);
  });
});

describe('F17: what nobody finishes', () => {
  test('is collected a day after its last byte, and its address is gone', async () => {
    const server = await startUploadServer();
    const bytes = image(1000);
    const [old, young] = [await server.create(1000), await server.create(1000)];
    for (const id of [old, young]) await server.patch(id, 0, bytes.subarray(0, 500));
    const yesterday = new Date(Date.now() - 25 * HOUR_MS);
    for (const name of readdirSync(uploadDirectory(server.dataDirectory)).filter((each) => each.startsWith(old) || each.endsWith('.json'))) utimesSync(join(uploadDirectory(server.dataDirectory), name), yesterday, yesterday);
    assert.equal((await server.patch(old, 500, bytes.subarray(500))).status, 404);
    assert.equal(await collectUploads(server.dataDirectory, Date.now()), 2);
    assert.deepEqual(readdirSync(uploadDirectory(server.dataDirectory)).sort(), [`${young}.json`, `${young}.part`]);
    assert.equal((await server.patch(young, 500, bytes.subarray(500))).status, 204);
  });

  test('is removed by its owner', async () => {
    const server = await startUploadServer();
    const id = await server.create(1000);
    assert.equal((await server.send({ method: 'DELETE', path: id, headers: { 'tus-resumable': '1.0.0' } })).status, 204);
    assert.equal(existsSync(partPath(server.dataDirectory, id)), false);
    assert.equal((await server.send({ method: 'DELETE', path: id, headers: { 'tus-resumable': '1.0.0' } })).status, 404);
  });

  test('a server that ends between the last byte and the name finishes later', async () => {
    const server = await startUploadServer();
    const bytes = image(5000);
    const id = await server.create(5000);
    await server.patch(id, 0, bytes.subarray(0, 4000));
    writeFileSync(partPath(server.dataDirectory, id), bytes);
    server.restart();
    assert.equal((await server.uploads().state(id))?.state, 'finishing');
    assert.equal(await server.uploads().finish(id), sha256Of(bytes));
    assert.equal(await server.uploads().finish(id), sha256Of(bytes));
    assert.equal(server.registered.length, 1);
  });
});
