// SPDX-License-Identifier: GPL-2.0-or-later
// One tree of files, in every kind of image that is read: all readers say the same of it, and links never lead out of it.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { run } from '../../image-test/programs.ts';
import { jobContext, type TestJob } from '../jobs/job.fixture.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { readDirectory } from './ext-reader.ts';
import { type ImageFiles, openImage } from './image-files.ts';
import { readListing } from './listing.ts';
import { extImage, imageOf, put, squashfsOf, temporaryDirectory } from './tiny-image.fixture.ts';
import { type Entry, find, shown, type TreeReader } from './tree.ts';

const SEED = 20261124;
const LONG_TARGET = `${'deep/'.repeat(30)}target`;

const LINKS: Readonly<Record<string, string>> = {
  'etc/absolute': '/etc/plain', 'etc/up': '../../../../../etc/plain', 'etc/passwd-of-host': '/../../../../etc/hostname', 'etc/loop': 'loop', 'etc/one': 'two', 'etc/two': '/etc/one', 'etc/proc': '/proc/self/status',
  'lib': 'usr/lib', 'etc/long': LONG_TARGET,
};

function aTree(): string {
  const root = join(temporaryDirectory(), 'root');
  put(root, 'etc/plain', 'plain\n');
  put(root, 'etc/empty', '');
  put(root, 'usr/lib/os-release', 'ID=x\n');
  put(root, 'usr/bin/tool', '#!/bin/sh\n', 0o755);
  put(root, 'etc/large', Buffer.alloc(300_000, 'large'));
  chmodSync(join(root, 'etc/empty'), 0o600);
  mkdirSync(join(root, 'dev'));
  for (const [path, target] of Object.entries(LINKS)) symlinkSync(target, join(root, path));
  return root;
}

/** With mkfs.xfs's own prototype file: nothing is mounted. */
function xfsImage(root: string): string {
  const file = join(temporaryDirectory(), 'rootfs.img');
  const line = (name: string, mode: string, rest = '') => `${name} ${mode} 0 0 ${rest}`;
  const proto = [
    '/dummy', '0 0', 'd--755 0 0',
    line('etc', 'd--755'), line('plain', '---644', join(root, 'etc/plain')), line('empty', '---600', join(root, 'etc/empty')), line('large', '---644', join(root, 'etc/large')),
    ...Object.entries(LINKS).filter(([path]) => path.startsWith('etc/')).map(([path, target]) => line(path.slice(4), 'l--777', target)), '$',
    line('usr', 'd--755'), line('lib', 'd--755'), line('os-release', '---644', join(root, 'usr/lib/os-release')), '$', line('bin', 'd--755'), line('tool', '---755', join(root, 'usr/bin/tool')), '$', '$',
    line('dev', 'd--755'), '$', line('lib', 'l--777', 'usr/lib'), '$',
  ];
  writeFileSync(join(root, '..', 'proto'), `${proto.join('\n')}\n`);
  run('mkfs.xfs', ['-q', '-p', join(root, '..', 'proto'), '-d', `file,name=${file},size=320m`]);
  return file;
}

describe('what is in an image', () => {
  let store: TestStore;
  const jobs: TestJob[] = [];
  before(async () => {
    store = await openTestStore();
  });
  after(async () => {
    for (const job of jobs) await job.close();
    await store.remove();
  });

  const open = async (image: string): Promise<{ files: ImageFiles; job: TestJob }> => {
    const job = await jobContext(store);
    jobs.push(job);
    // Where the programs of the job may read it.
    const file = join(job.workDirectory, 'image.squashfs');
    cpSync(image, file);
    return { files: await openImage(job, file), job };
  };

  const expectTree = async ({ files, job }: { files: ImageFiles; job: TestJob }, kind: ImageFiles['kind']) => {
    assert.equal(files.kind, kind);
    assert.deepEqual((await files.list('/'))?.filter((name) => name !== 'lost+found'), ['dev', 'etc', 'lib', 'usr']);
    assert.deepEqual([await files.list('/dev'), await files.list('/none'), await files.list('/etc/plain')], [[], undefined, undefined]);
    const text = async (path: string) => (await files.read(path))?.toString('utf8');
    assert.deepEqual([await text('/etc/plain'), await text('etc//./plain'), await text('/etc/absolute'), await text('/etc/up'), await text('/lib/os-release'), await text('/etc/empty')], ['plain\n', 'plain\n', 'plain\n', 'plain\n', 'ID=x\n', '']);
    for (const path of ['/etc/loop', '/etc/one', '/etc/proc', '/etc/passwd-of-host', '/etc/long', '/none', '/etc/plain/more', '/dev']) assert.equal(await text(path), undefined, path);
    assert.equal((await files.read('/etc/large'))?.length, 300_000);
    assert.equal(await files.read('/etc/large', 1000), undefined);
    const [loop, missing] = [await files.follow('/etc/one'), await files.follow('/etc/long')];
    assert.deepEqual([loop.outcome, missing.outcome], ['unreadable', 'missing']);
    const [tool, empty, link] = [await files.real('/usr/bin/tool'), await files.stat('/etc/empty'), await files.stat('/etc/absolute')];
    assert.deepEqual([tool?.kind, tool?.mode, tool?.size, empty?.mode, link?.kind], ['file', 0o755, 10, 0o600, 'link']);
    assert.deepEqual([await files.linkTarget('/etc/absolute'), await files.linkTarget('/etc/long'), await files.linkTarget('/etc/plain')], ['/etc/plain', LONG_TARGET, undefined]);
    const to = join(job.workDirectory, 'taken-out');
    assert.equal(await files.extract('/etc/large', to), true);
    assert.deepEqual(readFileSync(to), Buffer.alloc(300_000, 'large'));
    assert.deepEqual([await files.extract('/etc/large', join(job.workDirectory, 'small'), 10), await files.extract('/etc/proc', join(job.workDirectory, 'proc'))], [false, false]);
  };

  test('ext4', async () => expectTree(await open(imageOf({ 'LiveOS/rootfs.img': extImage(aTree()) })), 'ext'));
  test('a plain squashfs', async () => expectTree(await open(squashfsOf(aTree())), 'plain'));
  test('xfs, by libguestfs', async () => expectTree(await open(imageOf({ 'LiveOS/rootfs.img': xfsImage(aTree()) })), 'xfs'));

  test('what is no image is refused in words', async () => {
    const file = join(temporaryDirectory(), 'noise');
    writeFileSync(file, Buffer.alloc(100_000, 'noise'));
    await assert.rejects(open(imageOf({ 'LiveOS/rootfs.img': file })), /neither ext4 nor xfs/);
    await assert.rejects(open(file), /^JobFailure: The image cannot be opened: unsquashfs says: /);
  });
});

describe('paths and names', () => {
  /** A reader over made-up entries: `links` by their path. */
  const reader = (links: Readonly<Record<string, string>>): TreeReader => {
    const entry = (path: string, kind: Entry['kind']): Entry => ({ kind, mode: 0o755, uid: 0, gid: 0, size: 0, path, inode: 0 });
    const names = ['a', 'b', 'c'];
    return {
      root: entry('', 'directory'),
      children: ({ path }) => Promise.resolve(new Map(names.map((name) => {
        const full = path === '' ? name : `${path}/${name}`;
        return [name, entry(full, Object.hasOwn(links, full) ? 'link' : full.split('/').length > 4 ? 'file' : 'directory')] as const;
      }))),
      target: ({ path }) => Promise.resolve(links[path]),
      content: () => Promise.resolve(undefined),
      copy: () => Promise.resolve(false),
    };
  };

  test('any links: an answer, inside of the image', async () => {
    const path = fc.array(fc.constantFrom('a', 'b', 'c', '..', '.', '', 'd'), { maxLength: 6 }).map((parts) => parts.join('/'));
    const target = fc.tuple(fc.constantFrom('', '/', '../../'), path).map(([start, rest]) => `${start}${rest}`);
    await fc.assert(fc.asyncProperty(fc.dictionary(fc.constantFrom('a', 'b', 'a/b', 'b/c', 'c/a'), target), path, fc.boolean(), async (links, wanted, followLast) => {
      const found = await find(reader(links), wanted, followLast);
      if (found.outcome !== 'found') return;
      assert(!found.entry.path.split('/').includes('..'));
      if (followLast) assert.notEqual(found.entry.kind, 'link');
    }), { seed: SEED, numRuns: 1000 });
  });

  test('any listing and any directory: an answer, and nothing of a name is lost or made up', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (noise) => {
      const { entries } = readListing(`drwxr-xr-x 0/0  30 2026-01-01 00:00 squashfs-root\n${noise}\n-rw-r--r-- 0/0  7 2026-01-01 00:00 squashfs-root/b`);
      assert.deepEqual([entries.get('')?.kind, entries.get('b')?.size], ['directory', 7]);
      const directory = readDirectory(`/2/040755/0/0/.//\n/2/040755/0/0/..//\n${noise}\n/12/100644/0/0/b/7/\n`, '');
      assert.equal(directory?.get('b')?.inode, 12);
      for (const name of directory.keys()) assert(!name.includes('/') && name !== '..');
    }), { seed: SEED, numRuns: 400 });
    assert.equal(readDirectory('ls: not a directory', ''), undefined);
  });

  test('permissions and devices of a listing', () => {
    const { entries, bytes } = readListing('drwxrwxrwt 0/0 3 2026-01-01 00:00 squashfs-root/tmp\n-rwsr-xr-x 1/2 5 2026-01-01 00:00 squashfs-root/su\ncrw-r--r-- 0/0   1,  9 2026-01-01 00:00 squashfs-root/urandom\nlrwxrwxrwx 0/0 3 2026-01-01 00:00 squashfs-root/l -> a -> b');
    assert.deepEqual([entries.get('tmp')?.mode, entries.get('su')?.mode, entries.get('su')?.gid, entries.get('urandom')?.kind, entries.get('l')?.target, bytes], [0o1777, 0o4755, 2, 'other', 'a -> b', 5]);
  });

  test('any name is shown on one line, short, and as what it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => {
      const text = shown(name);
      assert(!/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text) && [...text].length <= 121);
    }), { seed: SEED, numRuns: 1000 });
    assert.equal(shown('x'.repeat(500)).length, 121);
  });
});
