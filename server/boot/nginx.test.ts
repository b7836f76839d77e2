// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the documented configurations with the real nginx: in front of the boot plane, and as a mirror of it.

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { checkMirrored } from '../images/check-mirror.ts';
import { imageUrl } from '../images/image-url.ts';
import { exportMirror, publishedImages } from '../images/mirror.ts';
import { ask, type BootSite, MAC, openBootSite, read, runPlane, type RunningPlane } from './boot-plane.fixture.ts';
import { moveChannel, putImage, reply, setState } from './delivery.fixture.ts';
import { freePort, type Nginx, sampleConfiguration, startNginx } from './nginx.fixture.ts';
import { usualDelivery } from './settings.ts';

let site: BootSite;
before(async () => {
  site = await openBootSite();
});
after(() => site.remove());

describe('in front of the boot plane', () => {
  let plane: RunningPlane;
  let nginx: Nginx;
  let port: number;
  before(async () => {
    plane = await runPlane(site, { delivery: { ...usualDelivery, accel: '/basewright-images/', proxies: new Set(['127.0.0.1']) } });
    port = await freePort();
    nginx = await startNginx(sampleConfiguration('basewright.conf', { '127.0.0.1:8080;': `127.0.0.1:${plane.port};`, 'listen 80 ': `listen 127.0.0.1:${port} `, '/var/lib/basewright/images/': `${site.site.dataDirectory}/images/` }), port);
  });
  after(async () => {
    await nginx.stop();
    await plane.stop();
  });

  test('an image comes from nginx with the same headers: HEAD and GET with the length, the hash as tag, no encoding, in ranges', async () => {
    const image = await putImage(site);
    await moveChannel(site, 'stable', image.sha256);
    const length = String(image.bytes.length);
    for (const method of ['HEAD', 'GET']) {
      const { status, headers, body } = await reply(port, image.path, { method, headers: ['Accept-Encoding: gzip, deflate, br, zstd'] });
      assert.deepEqual([status, body], [200, method === 'HEAD' ? '' : image.bytes.toString()]);
      assert.partialDeepStrictEqual(headers, { server: headers['server'], 'content-type': 'application/octet-stream', 'content-length': length, 'accept-ranges': 'bytes', etag: `"${image.sha256}"`, 'cache-control': 'no-transform', 'x-content-type-options': 'nosniff' });
      for (const name of ['x-accel-redirect', 'transfer-encoding', 'content-encoding', 'location', 'last-modified']) assert.equal(headers[name], undefined, name);
      assert.match(headers['server'] ?? '', /^nginx/);
    }
    const part = await reply(port, image.path, { headers: ['Range: bytes=4-9', `If-Range: "${image.sha256}"`] });
    assert.deepEqual([part.status, part.headers['content-range'], part.body], [206, `bytes 4-9/${length}`, image.bytes.toString('utf8', 4, 10)]);
    assert.equal((await reply(port, image.path, { headers: ['Range: bytes=4-9', 'If-Range: "another"'] })).status, 200);
    assert.equal((await reply(port, image.path, { headers: [`Range: bytes=${length}-`] })).status, 416);
  });

  test('nginx gives nothing that the boot plane does not: unpublished, damaged, and its own location', async () => {
    const image = await putImage(site);
    const nothing = async (path: string) => assert.equal((await reply(port, path)).status, 404, path);
    await nothing(image.path);
    await nothing(`/basewright-images/${image.sha256}`);
    await nothing(`/basewright-images/../basewright.sqlite`);
    await moveChannel(site, 'stable', image.sha256);
    assert.equal((await reply(port, image.path)).status, 200);
    await setState(site, image.sha256, 'quarantined');
    await nothing(image.path);
    await setState(site, image.sha256, 'available');
    chmodSync(image.file, 0o600);
    truncateSync(image.file, 1000);
    await nothing(image.path);
  });

  test('the machine that installs gets its kickstart and image through it, and is known by its own address', async () => {
    const image = await putImage(site);
    const { token, text } = await site.arm();
    const kickstart = await read(port, `/ks/${MAC}`, { from: '127.0.0.9' });
    assert.deepEqual(kickstart, { status: 200, body: text });
    assert.equal((await site.current()).installation.opened_from, '127.0.0.9');
    assert.equal((await reply(port, `/t/${token}${image.path}`, { from: '127.0.0.9' })).body, image.bytes.toString());
    assert.match(await ask(plane.port, image.path), /^HTTP\/1\.1 404 /, 'unpublished');
  });
});

describe('as a mirror', () => {
  test('an export that nginx serves has what machines need, and what is wrong with a mirror is said', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'basewright-mirror-'));
    const image = await putImage(site);
    await moveChannel(site, 'mirrored', image.sha256);
    const port = await freePort();
    const mirrored = { ...site.site, imagesUrl: `http://127.0.0.1:${port}/images` };
    await exportMirror(site.store.database, mirrored, directory, false);
    const nginx = await startNginx(sampleConfiguration('mirror.conf', { 'listen 80;': `listen 127.0.0.1:${port};`, '/srv/www/images/': `${directory}/` }), port);
    const [listed] = (await publishedImages(site.store.database)).filter(({ sha256 }) => sha256 === image.sha256);
    assert(listed !== undefined);
    const url = imageUrl(mirrored, listed.sha256, listed.name);
    assert.deepEqual(await checkMirrored(url, listed, site.site.dataDirectory), []);
    const manifest = await reply(port, '/images/channels/mirrored.json');
    assert.match(manifest.headers['content-type'] ?? '', /^application\/json/);
    assert.match(manifest.body, new RegExp(`"url": "${url}"`));
    rmSync(join(directory, listed.sha256), { recursive: true });
    assert.match((await checkMirrored(url, listed, site.site.dataDirectory)).join(), /HEAD is answered with 404/);
    await nginx.stop();
    rmSync(directory, { recursive: true });
  });
});
