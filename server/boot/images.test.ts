// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of images and channels on the boot plane: who may have which, in what form, and that nothing goes out of a file that changed.

import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, closeSync, openSync, rmSync, truncateSync, utimesSync, writeSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { ask, type BootSite, type Installed, MAC, NOT_FOUND, openBootSite, read, runPlane, type RunningPlane } from './boot-plane.fixture.ts';
import { type Given, moveChannel, putImage, reply, setState } from './delivery.fixture.ts';
import { createParallel } from './parallel.ts';
import { usualDelivery } from './settings.ts';

let site: BootSite;
let plane: RunningPlane;
before(async () => {
  site = await openBootSite();
  plane = await runPlane(site);
});
after(async () => {
  await plane.stop();
  await site.remove();
});

async function published(): Promise<Given> {
  const image = await putImage(site);
  await moveChannel(site, 'stable', image.sha256);
  return image;
}

async function armAnew(): Promise<Installed> {
  await site.disarm();
  return site.arm();
}

/** The path for a machine that is being installed. */
async function installing(path: string): Promise<string> {
  const { token } = await armAnew();
  await read(plane.port, `/ks/${MAC}`);
  return `/t/${token}${path}`;
}

describe('a published image', () => {
  test('is for everybody, whole and in parts, with its hash as strong ETag, in no encoding and without a redirect', async () => {
    const image = await published();
    const length = String(image.bytes.length);
    for (const method of ['HEAD', 'GET']) {
      const { status, headers, body } = await reply(plane.port, image.path, { method, headers: ['Accept-Encoding: gzip, deflate, br, zstd', ...(method === 'HEAD' ? ['Range: bytes=0-1'] : [])] });
      assert.deepEqual([status, body], [200, method === 'HEAD' ? '' : image.bytes.toString()]);
      assert.deepEqual(headers, {
        'content-type': 'application/octet-stream', 'content-length': length, 'accept-ranges': 'bytes', etag: `"${image.sha256}"`, 'cache-control': 'no-transform', 'x-content-type-options': 'nosniff', date: 'now', connection: 'close',
      });
    }
    const part = await reply(plane.port, image.path, { headers: ['Range: bytes=4-9', `If-Range: "${image.sha256}"`] });
    assert.deepEqual([part.status, part.headers['content-range'], part.body], [206, `bytes 4-9/${length}`, image.bytes.toString('utf8', 4, 10)]);
    assert.equal((await reply(plane.port, image.path, { headers: ['Range: bytes=4-9', 'If-Range: "another"'] })).status, 200);
    const beyond = await reply(plane.port, image.path, { headers: [`Range: bytes=${length}-`] });
    assert.deepEqual([beyond.status, beyond.headers['content-range'], beyond.body], [416, `bytes */${length}`, '']);
    assert.equal((await reply(plane.port, image.path, { method: 'POST', body: 'x' })).status, 405);
  });

  test('has any name that an address may end with, and no other path', async () => {
    const { sha256 } = await published();
    assert.equal((await reply(plane.port, `/images/${sha256}/other-Name_1.2+3.img`, { method: 'HEAD' })).status, 200);
    for (const path of [`/images/${sha256}`, `/images/${sha256}/`, `/images/${sha256}/a/b`, `/images/${sha256.toUpperCase()}/a`, `/images/${sha256}/a%2fb`, `/images/../images/${sha256}/a`])
      assert.equal(await ask(plane.port, path), NOT_FOUND, path);
  });

  test('stays one when its channel moved on and when it was retired', async () => {
    const image = await published();
    await published();
    assert.equal((await reply(plane.port, image.path)).status, 200);
    await setState(site, image.sha256, 'retired');
    assert.equal((await reply(plane.port, image.path)).status, 200);
  });

  test('is for armed hosts only where the gate says so', async () => {
    const image = await published();
    const gated = await runPlane(site, { delivery: { ...usualDelivery, gate: 'armed' } });
    assert.equal(await ask(gated.port, image.path), NOT_FOUND);
    assert.equal(await ask(gated.port, image.path, { method: 'HEAD' }), NOT_FOUND.slice(0, NOT_FOUND.indexOf('\r\n\r\n') + 4));
    assert.equal((await reply(gated.port, await installing(image.path))).status, 200);
    await gated.stop();
  });
});

test('an image that nobody published is for the machine that installs it, and for nobody else', async () => {
  const image = await putImage(site);
  assert.equal(await ask(plane.port, image.path), NOT_FOUND);
  assert.equal((await reply(plane.port, await installing(image.path))).body, image.bytes.toString());
});

test('an image that is in quarantine, or not there, is the same 404 for everybody', async () => {
  const [damaged, missing] = [await published(), await published()];
  await setState(site, damaged.sha256, 'quarantined');
  rmSync(missing.file);
  const path = await installing('');
  for (const image of [damaged, missing]) {
    assert.equal(await ask(plane.port, image.path), NOT_FOUND);
    assert.equal(await ask(plane.port, `${path}${image.path}`), NOT_FOUND);
  }
});

const SOON = () => new Date(Date.now() + 5000);
const changes: Readonly<Record<string, (file: string) => void>> = {
  'cut short': (file) => truncateSync(file, 1000),
  'cut short, with its old time': (file) => {
    truncateSync(file, 1000);
    utimesSync(file, new Date(0), new Date(1000));
  },
  longer: (file) => appendFileSync(file, 'x'),
  'another in one byte': (file) => {
    const handle = openSync(file, 'r+');
    writeSync(handle, 'y', 1000);
    closeSync(handle);
    utimesSync(file, SOON(), SOON());
  },
};

for (const [name, change] of Object.entries(changes)) {
  test(`not one byte goes out of an image that is ${name}, and the log says what to do`, async () => {
    const image = await published();
    chmodSync(image.file, 0o600);
    change(image.file);
    for (const path of [image.path, await installing(image.path)]) {
      assert.equal(await ask(plane.port, path), NOT_FOUND);
      assert.equal((await reply(plane.port, path, { method: 'HEAD' })).status, 404);
    }
    assert(plane.log.some((line) => line.includes('"image-changed"') && line.includes(image.sha256) && line.includes('image verify')));
  });
}

describe('behind nginx', () => {
  const ACCEL = { ...usualDelivery, accel: '/basewright-images/', proxies: new Set(['127.0.0.1']) };

  test('the proxy is told where the image lies, and sends it; who comes directly gets it from here', async () => {
    const image = await published();
    const behind = await runPlane(site, { delivery: ACCEL });
    for (const method of ['GET', 'HEAD']) {
      const { status, headers, body } = await reply(behind.port, image.path, { method });
      assert.deepEqual([status, headers['x-accel-redirect'], headers['content-length'], body], [200, `/basewright-images/${image.sha256}`, '0', '']);
    }
    const direct = await reply(behind.port, image.path, { from: '127.0.0.2' });
    assert.deepEqual([direct.headers['x-accel-redirect'], direct.body.length], [undefined, image.bytes.length]);
    chmodSync(image.file, 0o600);
    truncateSync(image.file, 1000);
    assert.equal(await ask(behind.port, image.path), NOT_FOUND);
    const unpublished = await putImage(site);
    assert.equal(await ask(behind.port, unpublished.path), NOT_FOUND);
    await behind.stop();
  });

  test('bytes that nobody here sees are not shown as progress, and the machine has its time', async () => {
    const image = await published();
    const behind = await runPlane(site, { delivery: ACCEL });
    assert.equal((await reply(behind.port, await installing(image.path))).status, 200);
    behind.plane.progress.flush();
    const { installation } = await site.current();
    assert.deepEqual([installation.image_bytes, installation.image_size], [0, null]);
    assert((installation.deadline ?? 0) > Date.now() + 70 * 60_000);
    await behind.stop();
  });

  test('a machine is who the proxy says, and nobody else is believed', async () => {
    const behind = await runPlane(site, { delivery: ACCEL });
    await armAnew();
    assert.equal((await reply(behind.port, `/ks/${MAC}`, { headers: ['X-Real-IP: 192.0.2.77'] })).status, 200);
    assert.equal((await site.current()).installation.opened_from, '192.0.2.77');
    await armAnew();
    assert.equal((await reply(behind.port, `/ks/${MAC}`, { from: '127.0.0.2', headers: ['X-Real-IP: 192.0.2.77'] })).status, 200);
    assert.equal((await site.current()).installation.opened_from, '127.0.0.2');
    await armAnew();
    assert.equal((await reply(behind.port, `/ks/${MAC}`, { headers: ['X-Real-IP: nonsense'] })).status, 200);
    assert.equal((await site.current()).installation.opened_from, '127.0.0.1');
    await behind.stop();
  });
});

describe('a channel', () => {
  test('says what it has, and an unchanged one costs no body', async () => {
    const image = await putImage(site);
    await moveChannel(site, 'el9-stable', image.sha256, 'untrusted comment: x\nRWQ=\n');
    const first = await reply(plane.port, '/channels/el9-stable.json');
    assert.equal(first.status, 200);
    assert.match(first.headers['content-type'] ?? '', /^application\/json/);
    assert.match(first.headers['cache-control'] ?? '', /max-age=\d/);
    const said: unknown = JSON.parse(first.body);
    assert.partialDeepStrictEqual(said, { nvr: 'node-1.0-1', url: `http://192.0.2.1:8080${image.path}`, sha256: image.sha256, size: image.bytes.length });
    assert.match(first.body, /untrusted comment/);
    const etag = first.headers['etag'] ?? '';
    for (const tags of [etag, `"other", W/${etag}`, '*']) {
      const again = await reply(plane.port, '/channels/el9-stable.json', { headers: [`If-None-Match: ${tags}`] });
      assert.deepEqual([again.status, again.headers['etag'], again.body], [304, etag, '']);
    }
    const head = await reply(plane.port, '/channels/el9-stable.json', { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers['content-length'], head.body], [200, first.headers['content-length'], '']);
    const next = await putImage(site);
    await moveChannel(site, 'el9-stable', next.sha256);
    const moved = await reply(plane.port, '/channels/el9-stable.json', { headers: [`If-None-Match: ${etag}`] });
    assert.equal(moved.status, 200);
    assert.match(moved.body, new RegExp(next.sha256));
  });

  test('that is empty, unknown, damaged or spelled otherwise is a 404', async () => {
    await moveChannel(site, 'empty', null);
    const damaged = await putImage(site);
    await moveChannel(site, 'damaged', damaged.sha256);
    await setState(site, damaged.sha256, 'quarantined');
    for (const path of ['empty.json', 'damaged.json', 'unknown.json', 'empty', 'EMPTY.json', '.json', '-.json', 'a/b.json', 'empty.json/']) assert.equal(await ask(plane.port, `/channels/${path}`), NOT_FOUND, path);
  });
});

test('an address has so many downloads at the same time, others go on, and the next may begin when one has ended', () => {
  const parallel = createParallel(2);
  assert.deepEqual([parallel.begin('a'), parallel.begin('a'), parallel.begin('a'), parallel.begin('b')], [true, true, false, true]);
  parallel.end('a');
  assert.deepEqual([parallel.begin('a'), parallel.begin('a')], [true, false]);
});
