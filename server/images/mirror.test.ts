// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of mirrors: what is written for one, and that every way in which one fails the installer is said.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { type BootSite, openBootSite } from '../boot/boot-plane.fixture.ts';
import { type Given, moveChannel, putImage, setState } from '../boot/delivery.fixture.ts';
import { checkMirrored } from './check-mirror.ts';
import { exportMirror } from './mirror.ts';

let site: BootSite;
let directory: string;
before(async () => {
  site = await openBootSite();
});
after(() => site.remove());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'basewright-mirror-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const put = async (channel: string): Promise<Given> => {
  const image = await putImage(site);
  await moveChannel(site, channel, image.sha256);
  return image;
};

describe('an export', () => {
  const write = (isPruned = false) => exportMirror(site.store.database, { ...site.site, imagesUrl: 'http://mirror.example.com/images' }, directory, isPruned);

  test('has every published image that is whole, and the channels, for everybody to read', async () => {
    const [first, second, unpublished, damaged, quarantined] = [await put('one'), await put('two'), await putImage(site), await put('three'), await put('four')];
    chmodSync(damaged.file, 0o600);
    appendFileSync(damaged.file, 'x');
    await setState(site, quarantined.sha256, 'quarantined');
    const written = await write();
    assert.deepEqual(written, { added: 2, present: 0, removed: 0, channels: 3, damaged: ['node.squashfs'] });
    for (const { sha256 } of [unpublished, damaged, quarantined]) assert(!existsSync(join(directory, sha256)));
    for (const { sha256, bytes } of [first, second]) {
      assert.deepEqual(readFileSync(join(directory, sha256, 'node.squashfs')), bytes);
      assert.equal(statSync(join(directory, sha256)).mode & 0o777, 0o755);
      assert.equal(statSync(join(directory, sha256, 'node.squashfs')).mode & 0o777, 0o444);
    }
    assert.match(execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: directory, encoding: 'utf8' }), /: OK\n.*: OK\n$/);
    assert.match(readFileSync(join(directory, 'channels', 'one.json'), 'utf8'), new RegExp(`"url": "http://mirror.example.com/images/${first.sha256}/node.squashfs"`));
    assert(!existsSync(join(directory, 'channels', 'four.json')));
  });

  test('once more adds what came, takes away what is damaged, and what was deleted when it is told to', async () => {
    const { added } = await write();
    const [bad, gone] = [await put('five'), await put('six')];
    assert.deepEqual({ ...(await write()), damaged: [] }, { added: 2, present: added, removed: 0, channels: 5, damaged: [] });
    await setState(site, bad.sha256, 'quarantined');
    await site.store.write(async (transaction) => {
      await transaction.deleteFrom('channels').where('id', '=', 'six').execute();
      await transaction.deleteFrom('images').where('sha256', '=', gone.sha256).execute();
    });
    assert.deepEqual({ ...(await write()), damaged: [] }, { added: 0, present: added, removed: 1, channels: 3, damaged: [] });
    assert(!existsSync(join(directory, bad.sha256)));
    assert(existsSync(join(directory, gone.sha256)));
    assert.equal((await write(true)).removed, 1);
    assert(!existsSync(join(directory, gone.sha256)));
    assert.deepEqual(readdirSync(join(directory, 'channels')), ['one.json', 'three.json', 'two.json']);
  });
});

describe('a mirror', () => {
  const whole = (bytes: Buffer): RequestListener => (request, response) => {
    const start = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, { 'Content-Length': bytes.length - start }).end(request.method === 'HEAD' ? undefined : bytes.subarray(start));
  };
  const mirrors: Readonly<Record<string, { listener: (bytes: Buffer) => RequestListener; says: RegExp | undefined }>> = {
    'that is right': { listener: whole, says: undefined },
    'without ranges': { listener: (bytes) => (request, response) => response.writeHead(200, { 'Content-Length': bytes.length }).end(request.method === 'HEAD' ? undefined : bytes), says: undefined },
    'that sends elsewhere': { listener: () => (_request, response) => response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end(), says: /redirect \(302\)/ },
    'that has it not': { listener: () => (_request, response) => response.writeHead(404).end(), says: /404 instead of 200.*image export/ },
    'that does not know HEAD': { listener: () => (_request, response) => response.writeHead(405).end(), says: /405 instead of 200/ },
    'that compresses': { listener: (bytes) => (_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': bytes.length }).end(), says: /compressed \(Content-Encoding: gzip\)/ },
    'that tells no length': { listener: () => (_request, response) => response.writeHead(200, { 'Transfer-Encoding': 'chunked' }).end(), says: /without a Content-Length/ },
    'that has another length': { listener: (bytes) => whole(bytes.subarray(1)), says: /299999 bytes there and 300000 here/ },
    'that has other bytes at the end': { listener: (bytes) => whole(Buffer.concat([bytes.subarray(1), Buffer.from('x')])), says: /last bytes there are not those/ },
  };
  for (const [name, { listener, says }] of Object.entries(mirrors)) {
    test(`${name} ${says === undefined ? 'will do' : 'is told apart'}`, async () => {
      const image = await putImage(site);
      const server = createServer(listener(image.bytes));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      assert(typeof address === 'object' && address !== null);
      const problems = await checkMirrored(`http://127.0.0.1:${address.port}${image.path}`, { sha256: image.sha256, size: image.bytes.length }, site.site.dataDirectory);
      server.close();
      server.closeAllConnections();
      if (says === undefined) assert.deepEqual(problems, []);
      else assert.match(problems.join(' '), says);
    });
  }

  test('that nobody answers for is told apart', async () => {
    const image = await putImage(site);
    assert.match((await checkMirrored(`http://127.0.0.1:1${image.path}`, { sha256: image.sha256, size: image.bytes.length }, site.site.dataDirectory)).join(), /could not be asked: /);
  });
});
