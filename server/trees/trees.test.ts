// SPDX-License-Identifier: GPL-2.0-or-later
// Trees read from real directories, real ISO files and a real HTTP server, kept, replaced and removed.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openInside } from '../files/open-inside.ts';
import { addressRules } from '../power/address-rules.ts';
import type { Store } from '../store/store.ts';
import { openTestStore } from '../store/store.fixture.ts';
import { createGuardedFetch } from './guarded-fetch.ts';
import type { TreeServices } from './read-tree.ts';
import { treeFile } from './tree.ts';
import { makeIso, makeTree, startMirror, temporaryDirectory } from './tree.fixture.ts';
import { treeinfoText } from './tree-files.fixture.ts';
import { deleteTree, getTree, listTrees, putTree, type PutTree } from './trees.ts';

const store = await openTestStore();
after(() => store.remove());
const services: TreeServices = { dataDirectory: store.directory, fetch: createGuardedFetch(addressRules({ BASEWRIGHT_FETCH_ALLOW: '127.0.0.0/8' })), now: store.now };

const put = (target: string, source: object, more: object = {}): Promise<PutTree> => putTree(store, services, target, { source, ...more }, { kind: 'force' });
const unpackedNow = (): string[] => (existsSync(join(store.directory, 'trees')) ? readdirSync(join(store.directory, 'trees')) : []);

async function problemOf(target: string, source: object, more: object = {}): Promise<{ path: string; message: string }> {
  const answer = await put(target, source, more);
  assert(answer.outcome === 'invalid', JSON.stringify(answer));
  assert.equal(answer.errors.length, 1);
  return answer.errors[0] ?? { path: '', message: '' };
}

async function served(target: string, path: string): Promise<string | undefined> {
  const stored = await getTree(store, target);
  const file = stored && treeFile(stored.tree, store.directory, path);
  const opened = file && (await openInside(file.root, file.path));
  const text = await opened?.handle.readFile('utf8');
  await opened?.handle.close();
  return text;
}

describe('a directory', () => {
  test('is checked and served where it lies', async () => {
    const root = makeTree();
    const answer = await put('centos9', { kind: 'directory', path: root });
    assert(answer.outcome === 'created', JSON.stringify(answer));
    const { checksums, ...tree } = answer.tree;
    assert.deepEqual(tree, {
      target: 'centos9', arch: 'x86_64', source: { kind: 'directory', path: root }, name: 'CentOS Stream', version: '9', kernel: 'images/pxeboot/vmlinuz', initrd: 'images/pxeboot/initrd.img', stage2: 'images/install.img',
      warnings: [], unpacked: null, readAt: '2026-11-23T12:00:00.000Z',
    });
    assert.equal(Object.keys(checksums).length, 4);
    assert.equal(await served('centos9', 'images/pxeboot/vmlinuz'), 'the kernel');
    assert.equal(await served('centos9', '.treeinfo'), treeinfoText());
    assert.equal(await served('centos9', 'Packages/bash.rpm'), undefined);
    symlinkSync('/etc/passwd', join(root, 'images', 'passwd'));
    assert.equal(await served('centos9', 'images/passwd'), undefined);
    assert.equal((await deleteTree(store, store.directory, 'centos9', { kind: 'force' })).outcome, 'deleted');
    assert(existsSync(join(root, '.treeinfo')));
  });

  test('with what is wrong with it, at its field', async () => {
    const of = async (root: string, target = 'centos9', more: object = {}) => problemOf(target, { kind: 'directory', path: root }, more);
    assert.deepEqual(await of('/nowhere/at/all'), { path: 'source.path', message: 'There is no such directory on the server. Correct the path.' });
    assert.match((await of(join(makeTree(), '.treeinfo'))).message, /^This is no directory\. For an ISO file choose "ISO file"/);
    assert.match((await of(store.directory)).message, /data directory of Basewright itself/);
    assert.match((await of(join(store.directory, 'backups', '..'))).message, /no such directory|data directory of Basewright itself/);
    assert.match((await of(temporaryDirectory())).message, /^There is neither \.treeinfo nor images\/pxeboot\/vmlinuz/);
    for (const path of ['images/pxeboot/vmlinuz', 'images/pxeboot/initrd.img', 'images/install.img']) {
      assert.match((await of(makeTree({ [path]: undefined }))).message, new RegExp(`^The tree names ${path}, and it is not there`));
      assert.match((await of(makeTree({ [path]: 'other bytes' }))).message, new RegExp(`^The file ${path} is damaged: its sha256`));
      assert.match((await of(makeTree({ [path]: '' }, { checksums: {} }))).message, new RegExp(`^The tree names ${path}, and it is not there`));
    }
    assert.match((await of(makeTree({}, { family: 'Rocky Linux', version: '9.3' }))).message, /^This is the installer of Rocky Linux 9\.3, and the target is CentOS Stream 9/);
    assert.equal((await of(makeTree(), 'centos9', { arch: 'aarch64' })).path, 'source.path');
    const escape = makeTree({ 'images/install.img': undefined }, { checksums: {} });
    symlinkSync('/etc/passwd', join(escape, 'images', 'install.img'));
    assert.match((await of(escape)).message, /a link that leads out of the tree/);
    assert.deepEqual(await listTrees(store), []);
  });
});

describe('an ISO file', () => {
  test('is unpacked once, privately, and replaced and removed as a whole', async () => {
    const iso = makeIso(makeTree());
    const answer = await put('centos9', { kind: 'iso', path: iso });
    assert(answer.outcome === 'created', JSON.stringify(answer));
    const { unpacked } = answer.tree;
    assert(unpacked !== null);
    const root = join(store.directory, 'trees', unpacked);
    assert.deepEqual(readdirSync(root).sort(), ['.treeinfo', 'EFI', 'images']);
    assert.deepEqual([statSync(root).mode & 0o777, statSync(join(root, 'images')).mode & 0o777, statSync(join(root, 'images/install.img')).mode & 0o777], [0o700, 0o700, 0o600]);
    rmSync(iso);
    assert.equal(await served('centos9', 'images/install.img'), 'the second stage');
    assert.equal(await served('centos9', 'EFI/BOOT/BOOTX64.EFI'), 'shim');

    const second = await put('centos9', { kind: 'iso', path: makeIso(makeTree({ 'images/pxeboot/vmlinuz': 'newer kernel' }, { checksums: {} })) });
    assert.equal(second.outcome, 'updated');
    assert.equal(await served('centos9', 'images/pxeboot/vmlinuz'), 'newer kernel');
    assert.equal(unpackedNow().length, 1);
    await deleteTree(store, store.directory, 'centos9', { kind: 'force' });
    assert.deepEqual(unpackedNow(), []);
  });

  test('a boot.iso without .treeinfo: lorax\'s paths, and the release of .discinfo', async () => {
    const bare = makeTree({ '.treeinfo': undefined, '.discinfo': '1763900000.1\nFedora 43\nx86_64\n' });
    const answer = await put('fedora43', { kind: 'iso', path: makeIso(bare) });
    assert(answer.outcome === 'created', JSON.stringify(answer));
    assert.deepEqual([answer.tree.name, answer.tree.version, answer.tree.kernel, answer.tree.warnings], ['Fedora', '43', 'images/pxeboot/vmlinuz', []]);
    assert.match((await problemOf('fedora42', { kind: 'iso', path: makeIso(bare) })).message, /installer of Fedora 43, and the target is Fedora 42/);
    const silent = await put('fedora43', { kind: 'iso', path: makeIso(makeTree({ '.treeinfo': undefined })) });
    assert(silent.outcome === 'updated');
    assert.match(silent.tree.warnings[0] ?? '', /does not say which release it is/);
    await deleteTree(store, store.directory, 'fedora43', { kind: 'force' });
  });

  test('what is wrong with it, and nothing left behind', async () => {
    const of = async (path: string) => (await problemOf('centos9', { kind: 'iso', path })).message;
    assert.match(await of('/nowhere.iso'), /^There is no such file on the server/);
    assert.match(await of(temporaryDirectory()), /^This is no file/);
    const text = join(temporaryDirectory(), 'x.iso');
    writeFileSync(text, 'not an ISO');
    assert.match(await of(text), /^This file is no ISO image/);
    const empty = makeTree();
    rmSync(join(empty, 'images'), { recursive: true });
    assert.match(await of(makeIso(empty)), /^This ISO has no directory "images"/);
    const cut = makeIso(makeTree({ 'images/install.img': 'x'.repeat(4_000_000) }, { checksums: {} }));
    truncateSync(cut, 1_000_000);
    assert.match(await of(cut), /^xorriso could not take the installer out|damaged/);
    assert.match(await of(makeIso(makeTree({ 'images/install.img': 'other' }))), /images\/install\.img is damaged/);
    assert.deepEqual(unpackedNow(), []);
  });

  test('without xorriso it says what to install', async () => {
    const iso = makeIso(makeTree());
    const path = process.env['PATH'];
    process.env['PATH'] = temporaryDirectory();
    const { message } = await problemOf('centos9', { kind: 'iso', path: iso }).finally(() => {
      process.env['PATH'] = path;
    });
    assert.match(message, /^The program xorriso is not installed on this server.*Install the package "xorriso"/);
    assert.deepEqual(unpackedNow(), []);
  });

  test('links of an ISO that lead out of it are never served', async () => {
    const root = makeTree();
    symlinkSync('/etc/passwd', join(root, 'images', 'passwd'));
    symlinkSync('../../../secret.key', join(root, 'images', 'key'));
    assert.equal((await put('centos9', { kind: 'iso', path: makeIso(root) })).outcome, 'created');
    assert.equal(await served('centos9', 'images/passwd'), undefined);
    assert.equal(await served('centos9', 'images/key'), undefined);
    await deleteTree(store, store.directory, 'centos9', { kind: 'force' });
  });
});

test('what a killed server left of this target is collected with the next tree', async () => {
  const trees = join(store.directory, 'trees');
  const old = new Date(Date.now() - 3_600_000);
  for (const name of ['centos9.dead', 'centos9.new', 'centos10.dead']) mkdirSync(join(trees, name), { recursive: true });
  for (const name of ['centos9.dead', 'centos10.dead']) utimesSync(join(trees, name), old, old);
  assert.equal((await put('centos9', { kind: 'directory', path: makeTree() })).outcome, 'created');
  assert.deepEqual(unpackedNow().sort(), ['centos10.dead', 'centos9.new']);
  rmSync(trees, { recursive: true });
  await deleteTree(store, store.directory, 'centos9', { kind: 'force' });
});

describe('a mirror', () => {
  test('is asked for .treeinfo, and whether the three files are there; nothing is downloaded', async () => {
    const mirror = await startMirror(makeTree());
    const answer = await put('centos9', { kind: 'mirror', url: `${mirror.url}/` });
    assert(answer.outcome === 'created', JSON.stringify(answer));
    assert.deepEqual(answer.tree.source, { kind: 'mirror', url: mirror.url });
    assert.deepEqual(answer.tree.warnings, []);
    assert.deepEqual(mirror.asked, ['GET .treeinfo', 'HEAD images/pxeboot/vmlinuz', 'HEAD images/pxeboot/initrd.img', 'HEAD images/install.img']);
    await deleteTree(store, store.directory, 'centos9', { kind: 'force' });
  });

  test('what is wrong with it, at its field', async () => {
    const root = makeTree();
    const of = async (url: string) => problemOf('centos9', { kind: 'mirror', url });
    const without = await startMirror(temporaryDirectory());
    assert.deepEqual((await of(without.url)).path, 'source.url');
    assert.match((await of(without.url)).message, /^There is no \.treeinfo under this URL \(the server answered 404\)/);
    const half = await startMirror(root, (path) => (path === 'images/install.img' ? { status: 404 } : undefined));
    assert.match((await of(half.url)).message, /^The tree names images\/install\.img, and the server answers 404 for it/);
    assert.match((await of((await startMirror(makeTree({}, { family: 'Fedora', version: '43' }))).url)).message, /installer of Fedora 43/);
    assert.match((await of('http://169.254.169.254/os')).message, /link-local.*so it is not asked/);
    assert.match((await problemOf('centos9', { kind: 'mirror', url: (await startMirror(makeTree({}, { arch: 'aarch64' }))).url })).message, /names no images for x86_64: it is a tree for aarch64/);
  });

  test('one that sends its visitors on works, with a warning', async () => {
    const real = await startMirror(makeTree());
    const front = await startMirror('/nowhere', (path) => ({ status: 302, location: `${real.url}/${path}` }));
    const answer = await put('centos9', { kind: 'mirror', url: front.url });
    assert(answer.outcome === 'created', JSON.stringify(answer));
    assert.match(answer.tree.warnings.join(), /sends its visitors on to http:\/\/127\.0\.0\.1:[0-9]+, and GRUB does not follow/);
    await deleteTree(store, store.directory, 'centos9', { kind: 'force' });
  });
});

describe('preconditions', () => {
  test('as for other documents; a refused change leaves everything as it was', async () => {
    const [root, iso] = [makeTree(), makeIso(makeTree())];
    const document = { source: { kind: 'directory', path: root } };
    const first = await putTree(store, services, 'centos9', document, { kind: 'none' });
    assert(first.outcome === 'created');
    assert.equal((await putTree(store, services, 'centos9', document, { kind: 'none' })).outcome, 'required');
    const again = await putTree(store, services, 'centos9', first.tree, { kind: 'match', etags: [first.etag] });
    assert.equal(again.outcome, 'updated');
    assert.equal((await putTree(store, services, 'centos9', { source: { kind: 'iso', path: iso } }, { kind: 'match', etags: [first.etag] })).outcome, 'stale');
    assert.equal((await deleteTree(store, store.directory, 'centos9', { kind: 'match', etags: [first.etag] })).outcome, 'stale');
    assert.equal((await deleteTree(store, store.directory, 'centos9', { kind: 'none' })).outcome, 'required');
    assert.equal((await putTree(store, services, 'other1', document, { kind: 'none' })).outcome, 'missing');
    assert.equal((await putTree(store, services, 'rhel9', first.tree, { kind: 'none' })).outcome, 'invalid');
    assert.deepEqual((await listTrees(store)).map(({ tree }) => tree.target), ['centos9']);
    assert.deepEqual(unpackedNow(), []);
  });

  test('a change that somebody else overtakes while an ISO is unpacked is stale, and its files go', async () => {
    const stored = await getTree(store, 'centos9');
    const iso = makeIso(makeTree());
    const overtaken: Store = {
      ...store,
      write: async (work) => {
        assert.equal(unpackedNow().length, 1);
        assert.equal((await put('centos9', { kind: 'directory', path: makeTree() })).outcome, 'updated');
        return store.write(work);
      },
    };
    const slow = await putTree(overtaken, services, 'centos9', { source: { kind: 'iso', path: iso } }, { kind: 'match', etags: [stored?.etag ?? ''] });
    assert.equal(slow.outcome, 'stale');
    assert.deepEqual(unpackedNow(), []);
    assert.equal((await deleteTree(store, store.directory, 'centos9', { kind: 'force' })).outcome, 'deleted');
    assert.equal((await deleteTree(store, store.directory, 'centos9', { kind: 'force' })).outcome, 'missing');
  });
});
