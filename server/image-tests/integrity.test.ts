// SPDX-License-Identifier: GPL-2.0-or-later
// Damaged and hostile images: each fails the right check, nothing hangs, nothing fills the disk, and nothing of it reaches this server's files.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, openSync, closeSync, readFileSync, readSync, rmSync, symlinkSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { run } from '../../image-test/programs.ts';
import { imageDirectory } from '../images/image-store.ts';
import { jobContext } from '../jobs/job.fixture.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { extractRoot, MOST_ROOT } from './root-image.ts';
import { doubts, storeImage, testImageFile, testStored } from './tested.fixture.ts';
import { extImage, imageOf, put, squashfsOf, temporaryDirectory, tinyRoot } from './tiny-image.fixture.ts';

let rootfs = '';
before(() => {
  rootfs = extImage(tinyRoot());
});

/** What did not pass, but that nobody signed the packages. */
async function found(file: string): Promise<string[]> {
  const { report, store } = await testImageFile(file);
  await store.remove();
  return doubts(report.checks).filter((line) => !line.includes('packages.signatures'));
}

const closed = (reason: RegExp) => [new RegExp(`^skipped packages\\.database: ${reason.source}`), new RegExp(`^skipped layout\\.nvr: ${reason.source}`), new RegExp(`^skipped boot\\.start: ${reason.source}`)];

function assertLines(lines: readonly string[], expected: readonly RegExp[]): void {
  assert.equal(lines.length, expected.length, lines.join('\n'));
  expected.forEach((pattern, index) => assert.match(lines[index] ?? '', pattern));
}

describe('which file is the root', () => {
  test('two images', async () => {
    assertLines(await found(imageOf({ 'LiveOS/rootfs.img': rootfs, 'LiveOS/second.img': rootfs })), [/^failed integrity\.root-image: It holds 2: LiveOS\/rootfs\.img, LiveOS\/second\.img\.$/]);
    assertLines(await found(imageOf({ 'LiveOS/rootfs.img': rootfs, 'boot/other.img': rootfs })), [/^failed integrity\.root-image: It holds 2: LiveOS\/rootfs\.img, boot\/other\.img\.$/]);
  });

  test('none, or one that is elsewhere', async () => {
    const text = join(temporaryDirectory(), 'text');
    writeFileSync(text, 'text');
    const nothing = closed(/There is no root file system/);
    assertLines(await found(imageOf({ 'LiveOS/readme.txt': text })), [/^failed integrity\.root-image: There is a directory LiveOS, and no \*\.img in it\.$/, ...nothing]);
    assertLines(await found(imageOf({ 'images/rootfs.img': rootfs })), [/^failed integrity\.root-image: It holds images\/rootfs\.img, but no directory LiveOS/, ...nothing]);
    assertLines(await found(imageOf({ 'readme.txt': text })), [/^failed integrity\.root-image: It holds neither/, ...nothing]);
  });

  test('a link, also to a file of this server', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'LiveOS'));
    symlinkSync('/etc/passwd', join(directory, 'LiveOS/rootfs.img'));
    assertLines(await found(squashfsOf(directory)), [/^failed integrity\.root-image: LiveOS\/rootfs\.img is no file but a link\.$/, ...closed(/There is no root file system/)]);
  });

  test('a file that holds no file system', async () => {
    const file = join(temporaryDirectory(), 'noise');
    writeFileSync(file, Buffer.alloc(100_000, 'noise'));
    assertLines(await found(imageOf({ 'LiveOS/rootfs.img': file })), [/^failed integrity\.file-system: It is neither ext4 nor xfs\.$/, ...closed(/The root file system is of a kind/)]);
  });

  test('a plain root can be installed, and not be upgraded to', async () => {
    const { report, store } = await testImageFile(squashfsOf(tinyRoot()));
    assert.deepEqual([report.facts.fileSystem, report.facts.nvr, report.packages.length > 40], ['squashfs', 'small-node-9.0-1.el9', true]);
    assertLines(doubts(report.checks).filter((line) => !line.includes('signatures')), [/^warning integrity\.root-image: There is no LiveOS/]);
    await store.remove();
  });
});

describe('damage', () => {
  test('an error of the file system', async () => {
    const broken = join(temporaryDirectory(), 'rootfs.img');
    cpSync(rootfs, broken);
    run('debugfs', ['-w', '-R', 'clri /etc/fstab', broken]);
    const lines = await found(imageOf({ 'LiveOS/rootfs.img': broken }));
    assert.match(lines[0] ?? '', /^failed integrity\.file-system: e2fsck says: .*deleted\/unused inode|^failed integrity\.file-system: e2fsck says: .*fstab/);
    assert(lines.every((line) => /integrity\.file-system|layout\.fstab/.test(line)), lines.join('\n'));
  });

  test('a bit that turned on the disk: quarantine', async () => {
    const store = await openTestStore();
    const sha256 = await storeImage(store, imageOf({ 'LiveOS/rootfs.img': rootfs }));
    flipBit(changeable(store, sha256), 8000);
    const { report } = await testStored(store, sha256);
    assert.equal(report.verdict, 'failed');
    assert.match(doubts(report.checks)[0] ?? '', /^failed integrity\.sha256: The file has the sha256 [0-9a-f]{64}/);
    const image = await store.database.selectFrom('images').select(['state', 'state_reason']).executeTakeFirstOrThrow();
    assert.equal(image.state, 'quarantined');
    assert.match(image.state_reason ?? '', /^A test found that the file has changed\./);
    await store.remove();
  });

  test('a file that lost its end', async () => {
    const store = await openTestStore();
    const sha256 = await storeImage(store, imageOf({ 'LiveOS/rootfs.img': rootfs }));
    truncateSync(changeable(store, sha256), 9000);
    const { report } = await testStored(store, sha256);
    assertLines(doubts(report.checks), [/^failed integrity\.superblock: This squashfs image is not whole/, /^failed integrity\.sha256/, ...closed(/The image cannot be opened/)]);
    await store.remove();
  });

  test('blocks that cannot be uncompressed, and a directory that is noise', async () => {
    const image = imageOf({ 'LiveOS/rootfs.img': rootfs });
    const blocks = damaged(image, 100, 4000);
    const lines = await found(blocks);
    assert.match(lines[0] ?? '', /^failed integrity\.blocks: (unsquashfs says: |\d+ bytes came out)/);
    assertLines(lines.slice(1), closed(/The root file system cannot be taken out/));
    // Where the inodes begin. Source: the kernel's fs/squashfs/squashfs_fs.h, inode_table_start.
    const inodes = Number(readFileSync(image).readBigUInt64LE(64));
    const other = await found(damaged(image, inodes + 2, 30));
    assert.match(other[0] ?? '', /^failed integrity\.blocks: unsquashfs says: /);
    assertLines(other.slice(1), closed(/The image cannot be opened/));
  });
});

describe('malice', () => {
  test('names with line breaks, control characters and markup are shown as text, and doubted', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'LiveOS'));
    cpSync(rootfs, join(directory, 'LiveOS/rootfs.img'));
    writeFileSync(join(directory, 'x\nsecond line'), '');
    assertLines(await found(squashfsOf(directory)), [/^warning integrity\.names: 1 lines of the list/]);
    // A link may say what looks like a line of the list: it is then taken for what it says, and found out.
    symlinkSync('y\n-rw-r--r-- 0/0  5 2026-01-01 00:00 squashfs-root/LiveOS/a.img', join(directory, 'z'));
    const spoofed = await found(squashfsOf(directory));
    assert(spoofed.some((line) => line.startsWith('failed integrity.root-image: It holds 2')), spoofed.join('\n'));
    const root = tinyRoot();
    for (const name of ['<img src=x onerror=alert(1)>', '\u001b[31mred\u0007', 'right\u202eleft', 'line\nbreak', 'n'.repeat(255)]) put(root, `dev/${name}`, '');
    const [line = ''] = await found(imageOf({ 'LiveOS/rootfs.img': extImage(root) }));
    assert.match(line, /^warning layout\.dev: It holds \d+: /);
    assert(line.includes('<img src=x onerror=alert(1)>') && !/[\u0000-\u001f\u202e]/.test(line) && line.length < 700, line);
  });

  test('a directory with very many names, and very deep paths', async () => {
    const root = tinyRoot();
    mkdirSync(join(root, 'dev/many'), { recursive: true });
    for (let index = 0; index < 3000; index += 1) writeFileSync(join(root, 'dev', `node-with-a-long-name-${index}`), '');
    mkdirSync(join(root, `opt/${'d/'.repeat(400)}`), { recursive: true });
    const lines = await found(imageOf({ 'LiveOS/rootfs.img': extImage(root, 32) }));
    assertLines(lines, [/^warning layout\.dev: It holds 3001: .* and more\.$/]);
  });

  test('a root that claims more than any disk has is not taken out', async () => {
    const store = await openTestStore();
    const job = await jobContext(store);
    const member = { kind: 'file', mode: 0o644, uid: 0, gid: 0, size: MOST_ROOT + 1, path: 'LiveOS/rootfs.img', inode: 0 } as const;
    const answer = await extractRoot(job, imageOf({ 'LiveOS/rootfs.img': rootfs }), member);
    assert(answer.outcome === 'failed');
    assert.match(answer.reason, /It claims 64\.0 GiB; more than 64\.0 GiB are not looked at/);
    await job.close();
    await store.remove();
  });

  test('an inode that was changed to claim 64 TiB', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'LiveOS'));
    const size = 16_777_216 + 4096;
    cpSync(rootfs, join(directory, 'LiveOS/rootfs.img'));
    truncateSync(join(directory, 'LiveOS/rootfs.img'), size);
    const file = join(temporaryDirectory(), 'bomb.squashfs');
    run('mksquashfs', [directory, file, '-noappend', '-quiet', '-no-progress', '-noI', '-no-fragments']);
    const bytes = readFileSync(file);
    const wanted = Buffer.alloc(4);
    wanted.writeUInt32LE(size);
    const at = bytes.lastIndexOf(wanted);
    assert(at > 0);
    bytes.writeUInt32LE(0xffff_ffff, at);
    writeFileSync(file, bytes);
    const lines = await found(file);
    assert.match(lines[0] ?? '', /^failed integrity\.blocks/);
    assert.equal(lines.length, 4);
  });

  test('a sparse file inside of it is not written out', async () => {
    const root = tinyRoot();
    rmSync(join(root, 'etc/fstab'));
    writeFileSync(join(root, 'etc/fstab'), '');
    truncateSync(join(root, 'etc/fstab'), 8 * 1024 ** 3);
    const lines = await found(imageOf({ 'LiveOS/rootfs.img': extImage(root) }));
    assertLines(lines, [/^warning layout\.fstab: It cannot be read\.$/]);
  });
});

/** A stored file, which nobody may write, made so that it can be. */
function changeable(store: TestStore, sha256: string): string {
  const file = join(imageDirectory(store.directory), sha256);
  chmodSync(file, 0o600);
  return file;
}

function flipBit(file: string, at: number): void {
  const handle = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, at);
  byte.writeUInt8(byte.readUInt8(0) ^ 0x10);
  writeSync(handle, byte, 0, 1, at);
  closeSync(handle);
}

/** A copy of an image with noise from `at` on. */
function damaged(image: string, at: number, length: number): string {
  const file = join(temporaryDirectory(), 'damaged.squashfs');
  cpSync(image, file);
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(length, 0xa5), 0, length, at);
  closeSync(handle);
  return file;
}
