// SPDX-License-Identifier: GPL-2.0-or-later
// image add, import, list, show, retire, restore, delete, by the real executable and by the same code in this process.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { z } from 'zod';
import { squashfsBytes } from '../images/squashfs.fixture.ts';
import { basewright, complained, fixtureText, inProcess, said, steady, temporaryDirectory, temporaryFile } from './cli.fixture.ts';

const BOOT_URL = 'http://192.0.2.10:8080';
const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function commandsOn(data: string, allow = '') {
  return async (...words: string[]) => steady(await basewright(words, { data, environment: { BASEWRIGHT_BOOT_URL: BOOT_URL, ...(allow !== '' && { BASEWRIGHT_FETCH_ALLOW: allow }) } }));
}

describe('image add', () => {
  const data = temporaryDirectory();
  const call = commandsOn(data);
  const bytes = squashfsBytes(5000);
  const sha256 = sha256Of(bytes);
  const file = temporaryFile('My node (4.5).squashfs', bytes);

  test('prints what goes into a profile, and keeps the file unchangeable', async () => {
    const printed = `sha256  ${sha256}\nsize    5000\nurl     ${BOOT_URL}/images/${sha256}/My-node-4.5-.squashfs\n`;
    assert.deepEqual(await call('image', 'list'), said('', 'There are no images yet. Add one: basewright image add FILE\n'));
    assert.deepEqual(await call('image', 'add', file), said(printed, 'It is tested as soon as the server runs. Publish it in a channel, or put url and sha256 into a profile.\n'));
    assert.deepEqual(await call('image', 'add', file), said(printed, 'It was there already.\n'));
    assert.deepEqual(readFileSync(join(data, 'images', sha256)), bytes);
    assert.match((await call('job', 'list')).stdout, /test +queued .* Test My-node-4\.5-\.squashfs/);
  });

  test('what is no image, or another one than was announced', async () => {
    const text = temporaryFile('page.html', '<html>');
    assert.deepEqual(await call('image', 'add', text), complained(2, `${text}: This is no squashfs image: it does not begin with "hsqs". Give the file that livemedia-creator or mksquashfs wrote, not an ISO or an archive.`));
    assert.deepEqual(await call('image', 'add', '/nowhere'), complained(1, '/nowhere: There is no such file.'));
    assert.deepEqual(await call('image', 'add', data), complained(1, `${data}: This is no regular file. Give the path of the image itself.`));
    assert.match((await call('image', 'add', file, '--sha256', 'a'.repeat(64))).stderr, /and a{64} was announced/);
    assert.match((await call('image', 'add', file, '--sha256', 'abc')).stderr, /^--sha256: Paste the 64 hexadecimal digits/);
  });

  test('from a URL, unless it is this server itself', async () => {
    const other = squashfsBytes(6000, {}, 3);
    const server = createServer((_, response) => response.writeHead(200, { 'content-length': other.length }).end(other));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    after(() => server.close());
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/node-7.squashfs`;
    assert.match((await commandsOn(data, '127.0.0.0/8')('image', 'add', url, '--sha256', sha256Of(other))).stdout, new RegExp(`^sha256  ${sha256Of(other)}\n`));
    assert.match((await call('image', 'show', sha256Of(other).slice(0, 12))).stdout, new RegExp(`origin   url: ${url}`));
  });
});

describe('the life of an image', () => {
  const data = temporaryDirectory();
  const call = async (...words: string[]) => inProcess(words, { data });
  const bytes = squashfsBytes(4000, {}, 9);
  const sha256 = sha256Of(bytes);

  test('shown, retired, offered again', async () => {
    const file = temporaryFile('edge.squashfs', bytes);
    assert.equal((await call('image', 'add', file)).exit, 0);
    assert.match((await call('image', 'list')).stdout, new RegExp(`${sha256}  edge.squashfs  4000  available  -  +-`));
    assert.match((await call('image', 'show', sha256.slice(0, 10))).stdout, /state +available\ntest +never[^]*users +Nothing uses it\.\n/);
    assert.equal((await call('image', 'retire', sha256, '--reason', 'Too old')).stdout, `retired image ${sha256}\n`);
    assert.match((await call('image', 'show', sha256)).stdout, /state +retired: Too old\n/);
    assert.equal((await call('image', 'list', '--state', 'available')).stderr, 'No image matches.\n');
    assert.match((await call('image', 'list', '--state', 'gone')).stderr, /^--state: The state is available, retired or quarantined/);
    assert.equal((await call('image', 'restore', sha256)).stdout, `available image ${sha256}\n`);
    assert.equal((await call('image', 'show', 'nothing')).exit, 1);
  });

  test('not deleted while a profile uses it', async () => {
    const { url } = z.object({ url: z.string() }).parse(JSON.parse((await call('image', 'show', sha256, '--json')).stdout));
    const profile = { ...z.looseObject({}).parse(JSON.parse(fixtureText('minimal'))), id: 'edge', image: { url, checksum: sha256 } };
    assert.equal((await call('profile', 'put', temporaryFile('edge.json', JSON.stringify(profile)))).exit, 0);
    const refused = await call('image', 'delete', sha256);
    assert.deepEqual([refused.exit, refused.stderr], [1, `IMAGE: It is used by the profile edge. Give them another image first, or retire this one: basewright image retire ${sha256.slice(0, 16)}\n`]);
    assert.equal((await call('profile', 'delete', 'edge')).exit, 0);
    assert.equal((await call('image', 'delete', sha256)).stdout, `deleted image ${sha256}\n`);
    assert.equal(existsSync(join(data, 'images', sha256)), false);
  });

  test('import: queued for the server, once', async () => {
    const [first, second] = [await call('image', 'import', '/srv/node.squashfs'), await call('image', 'import', '/srv/node.squashfs')];
    assert.match(first.stdout, /^[0-9a-f]{16}\n$/);
    assert.equal(second.stdout, first.stdout);
    assert.match((await call('job', 'list', '--kind', 'fetch')).stdout, /fetch +queued .* Fetch \/srv\/node\.squashfs/);
  });
});
