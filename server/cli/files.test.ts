// SPDX-License-Identifier: GPL-2.0-or-later
// tree, by the real executable, each call with its whole output.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeIso, makeTree, startMirror } from '../trees/tree.fixture.ts';
import { basewright, complained, ended, said, steady, temporaryDirectory } from './cli.fixture.ts';

const BOOT_URL = 'http://192.0.2.10:8080';

function commandsOn(data: string, allow = '') {
  return async (...words: string[]) => steady(await basewright(words, { data, environment: { BASEWRIGHT_BOOT_URL: BOOT_URL, ...(allow !== '' && { BASEWRIGHT_FETCH_ALLOW: allow }) } }));
}

describe('tree', () => {
  const data = temporaryDirectory();
  const call = commandsOn(data, '127.0.0.0/8');
  const urls = (base: string): string => `kernel  ${base}/images/pxeboot/vmlinuz\ninitrd  ${base}/images/pxeboot/initrd.img\nstage2  ${base}\n`;

  test('put, list, get and delete', async () => {
    assert.deepEqual(await call('tree', 'list'), said('', 'There are no installer trees yet. Register one: basewright tree put TARGET --mirror URL\n'));
    const root = makeTree();
    assert.deepEqual(await call('tree', 'put', 'centos9', '--directory', root), said(`created tree of centos9: CentOS Stream 9\n${urls(`${BOOT_URL}/trees/centos9`)}`));
    const { url } = await startMirror(root);
    assert.deepEqual(await call('tree', 'put', 'CentOS-Stream-9', '--mirror', `${url}/`), said(`updated tree of centos9: CentOS Stream 9\n${urls(url)}`));
    const iso = makeIso(makeTree({ '.treeinfo': undefined }));
    assert.deepEqual(await call('tree', 'put', 'rhel9', '--iso', iso), said(`created tree of rhel9\n${urls(`${BOOT_URL}/trees/rhel9`)}`, 'The tree does not say which release it is: make sure that it is the installer of this target.\n'));
    const { stdout } = await call('tree', 'list');
    assert.deepEqual(stdout.split('\n').map((line) => line.split(/ {2,}/)), [['TARGET', 'ARCH', 'RELEASE', 'KIND', 'FROM'], ['centos9', 'x86_64', 'CentOS Stream 9', 'mirror', url], ['rhel9', 'x86_64', '-', 'iso', iso], ['']]);
    const got: unknown = JSON.parse((await call('tree', 'get', 'centos9')).stdout);
    assert(typeof got === 'object' && got !== null && 'source' in got);
    assert.deepEqual(got.source, { kind: 'mirror', url });
    assert.deepEqual(await call('tree', 'delete', 'centos9'), said('deleted tree of centos9\n'));
    assert.deepEqual(await call('tree', 'get', 'centos9'), complained(1, 'basewright: There is no installer tree for CentOS Stream 9. "basewright tree list" shows what there is.'));
  });

  test('put: what is refused, at the option that said it', async () => {
    const root = makeTree();
    const one = 'Say where the tree comes from by one of --mirror URL, --directory PATH and --iso FILE.';
    assert.deepEqual(await call('tree', 'put', 'centos9'), complained(2, `--mirror: ${one}`));
    assert.deepEqual(await call('tree', 'put', 'centos9', '--mirror', 'http://x/', '--iso', '/y'), complained(2, `--iso: ${one}`));
    assert.deepEqual(await call('tree', 'put', 'centos9', '--directory', root, '--arch', 'sparc'), complained(2, '--arch: Choose x86_64 or aarch64.'));
    assert.deepEqual(await call('tree', 'put', 'rhel9', '--directory', root), complained(2, '--directory: This is the installer of CentOS Stream 9, and the target is Red Hat Enterprise Linux 9. Choose a tree of that, or give this one to the target centos9.'));
    assert.match((await call('tree', 'put', 'beos', '--directory', root)).stderr, /^TARGET: There is no such target\./);
    const stale = await call('tree', 'put', 'rhel9', '--directory', makeTree({}, { family: 'Red Hat Enterprise Linux', version: '9.6' }), '--if-match', '"1"');
    assert.equal(stale.exit, 1);
    assert.match(stale.stderr, /^--if-match: Somebody changed it in the meantime/);
  });

  test('put: this server itself is not asked without being allowed', async () => {
    const { url } = await startMirror(makeTree());
    const answer = await commandsOn(data)('tree', 'put', 'centos9', '--mirror', url);
    assert.deepEqual({ ...answer, stderr: '' }, ended(2, '', ''));
    assert.match(answer.stderr, /^--mirror: The address 127\.0\.0\.1 is this server itself \(loopback\), so it is not asked\./);
  });
});
