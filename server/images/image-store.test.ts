// SPDX-License-Identifier: GPL-2.0-or-later
// Images come in whole or not at all, under their hash, for their owner only.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { addImage, findImage, imageDirectory, imageName, listImages } from './image-store.ts';
import { squashfsProblem } from './squashfs.ts';
import { squashfsBytes } from './squashfs.fixture.ts';

const SEED = 20261124;

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-images-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const left = (data: string): string[] => readdirSync(imageDirectory(data));

describe('addImage', () => {
  test('copies a file under its hash, once, in a directory for its owner only, to be changed by nobody', async () => {
    const [data, bytes] = [temporaryDirectory(), squashfsBytes(3 * 1024 * 1024 + 5)];
    const file = join(temporaryDirectory(), 'node.squashfs');
    writeFileSync(file, bytes);
    const sha256 = sha256Of(bytes);
    const path = join(data, 'images', sha256);
    const added = await addImage(data, file);
    assert(added.outcome === 'added');
    assert.deepEqual({ ...added, addedAt: 0 }, { outcome: 'added', sha256, path, size: bytes.length, addedAt: 0 });
    assert.deepEqual(readFileSync(path), bytes);
    assert.deepEqual([statSync(join(data, 'images')).mode & 0o777, statSync(path).mode & 0o777], [0o700, 0o444]);
    assert.equal((await addImage(data, file)).outcome, 'present');
    assert.deepEqual(left(data), [sha256]);
    assert.deepEqual(findImage(data, sha256), { sha256, path, size: bytes.length, addedAt: statSync(path).mtimeMs });
    assert.deepEqual(listImages(data).map((image) => image.sha256), [sha256]);
  });

  test('a file that lies there damaged is replaced', async () => {
    const [data, bytes] = [temporaryDirectory(), squashfsBytes(200)];
    mkdirSync(imageDirectory(data));
    writeFileSync(join(imageDirectory(data), sha256Of(bytes)), 'short');
    assert.equal((await addImage(data, { stream: Readable.from([bytes]), size: 200 })).outcome, 'added');
    assert.deepEqual(readFileSync(join(imageDirectory(data), sha256Of(bytes))), bytes);
  });

  test('what is refused, in words, with nothing left behind', async () => {
    const data = temporaryDirectory();
    const stream = (bytes: Buffer, size = bytes.length) => addImage(data, { stream: Readable.from([bytes.subarray(0, 50), bytes.subarray(50)]), size });
    const cases: readonly (readonly [ReturnType<typeof stream>, RegExp])[] = [
      [stream(Buffer.from('<html>not found</html>'.repeat(20))), /^This is no squashfs image: it does not begin with "hsqs"/],
      [stream(squashfsBytes(500, { magic: 'sqsh' })), /^This is no squashfs image/],
      [stream(squashfsBytes(60)), /^This squashfs image ends within its first 96 bytes/],
      [stream(squashfsBytes(500, { major: 3, minor: 1 })), /^This squashfs image has the format 3\.1/],
      [stream(squashfsBytes(500, { block: 5000 })), /block size that cannot be/],
      [stream(squashfsBytes(500, { compression: 2 })), /compressed in a way that the installer does not know\. Use gzip, lzo, xz, lz4, zstd\./],
      [stream(squashfsBytes(500, { used: 501n })), /^This squashfs image is not whole: its header says 501 bytes, and there are 500/],
      [stream(squashfsBytes(500), 600), /^Only 500 of 600 bytes came/],
      [stream(squashfsBytes(600), 500), /not whole|More than the 500 bytes/],
      [stream(Buffer.alloc(0)), /^This is no squashfs image/],
    ];
    for (const [answer, words] of cases) {
      const { outcome, ...rest } = await answer;
      assert.equal(outcome, 'refused');
      assert('message' in rest);
      assert.match(rest.message, words);
    }
    assert.deepEqual(left(data), []);
    assert.deepEqual(listImages(data), []);
  });

  test('a stream that fails leaves nothing', async () => {
    const data = temporaryDirectory();
    const stream = Readable.from((function* () {
      yield squashfsBytes(200).subarray(0, 150);
      throw new Error('the network went away');
    })());
    await assert.rejects(addImage(data, { stream, size: 200 }), /the network went away/);
    assert.deepEqual(left(data), []);
  });

  test('more than the disk can hold is refused before the first byte', async () => {
    const data = temporaryDirectory();
    const answer = await addImage(data, { stream: Readable.from([]), size: 2 ** 52 });
    assert(answer.outcome === 'full');
    assert(answer.needed > answer.free);
    assert.deepEqual(left(data), []);
  });

  test('the output of a real mksquashfs', async () => {
    const source = temporaryDirectory();
    writeFileSync(join(source, 'file'), 'content');
    const image = join(temporaryDirectory(), 'real.squashfs');
    execFileSync('mksquashfs', [source, image, '-quiet', '-no-progress'], { stdio: 'ignore' });
    assert.equal((await addImage(temporaryDirectory(), image)).outcome, 'added');
  });
});

describe('what is there', () => {
  test('what a killed program left is collected after a day, and not before', async () => {
    const data = temporaryDirectory();
    mkdirSync(imageDirectory(data));
    for (const name of ['.incoming-old', '.incoming-new']) writeFileSync(join(imageDirectory(data), name), 'half');
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    utimesSync(join(imageDirectory(data), '.incoming-old'), yesterday, yesterday);
    const bytes = squashfsBytes(200);
    await addImage(data, { stream: Readable.from([bytes]), size: 200 });
    assert.deepEqual(left(data).sort(), ['.incoming-new', sha256Of(bytes)]);
  });

  test('half an image, a link, a directory and any other name are not there', () => {
    const data = temporaryDirectory();
    assert.deepEqual(listImages(data), []);
    assert.equal(findImage(data, 'a'.repeat(64)), undefined);
    mkdirSync(join(data, 'images', 'b'.repeat(64)), { recursive: true });
    writeFileSync(join(data, 'images', '.incoming-x'), 'half');
    writeFileSync(join(data, 'secret'), 'secret');
    symlinkSync('../secret', join(data, 'images', 'A'.repeat(64)));
    for (const name of ['b'.repeat(64), '.incoming-x', '../secret', 'A'.repeat(64), '', 'a'.repeat(63)]) assert.equal(findImage(data, name), undefined, name);
    assert.deepEqual(listImages(data), []);
  });
});

describe('squashfsProblem and imageName', () => {
  test('any bytes: an answer, and only a right header passes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 96 }), fc.boolean(), (bytes, isMagic) => {
      const head = Buffer.concat([Buffer.from(isMagic ? 'hsqs' : ''), bytes]).subarray(0, 96);
      if (squashfsProblem(head, 96) === undefined) assert(head.length === 96 && head.readUInt16LE(28) === 4);
    }), { seed: SEED, numRuns: 2000 });
  });

  test('a name that every part of the way takes', () => {
    assert.equal(imageName('/srv/My image (final).squashfs'), 'My-image-final-.squashfs');
    assert.equal(imageName('x.tar.xz'), 'x.tar.xz.squashfs');
    for (const file of ['', '/', '..', '...', '\u{1f600}', '-']) assert.equal(imageName(file), 'image.squashfs', file);
    fc.assert(fc.property(fc.string(), (file) => assert.match(imageName(file), /^[A-Za-z0-9_+][A-Za-z0-9._+-]{0,170}$/)), { seed: SEED });
  });
});
