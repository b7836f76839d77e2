// SPDX-License-Identifier: GPL-2.0-or-later
// What an admin may have fetched: private mirrors, with bounds; never this server itself, in whatever spelling, by whatever redirect or second look-up.
import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcp } from 'node:net';
import { after, describe, test } from 'node:test';
import { addressRules } from '../power/address-rules.ts';
import { createGuardedFetch, type FetchLimits, type Resolve } from './guarded-fetch.ts';

const SHORT: FetchLimits = { connect: 400, idle: 400, whole: 2000, body: 1000, redirects: 3 };
/** Loopback stands for a mirror; this server itself listens elsewhere. */
const allowLoopback = addressRules({ BASEWRIGHT_FETCH_ALLOW: '127.0.0.0/8' });
const strict = addressRules({});

async function start(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

async function messageOf(url: string, rules = strict, resolve?: Resolve): Promise<string> {
  const fetched = await createGuardedFetch(rules, SHORT, resolve)('GET', url);
  assert(fetched.outcome === 'failed', `${url} was fetched`);
  return fetched.message;
}

describe('addresses that are refused', () => {
  // Decimal, octal, hexadecimal, short, IPv6 in all its clothes.
  const table = [
    'http://127.0.0.1/', 'http://127.0.0.1:8443/', 'http://127.1/', 'http://127.0.1/', 'http://127.255.255.254/', 'http://2130706433/', 'http://0x7f000001/', 'http://0x7f.1/', 'http://0177.0.0.1/', 'http://017700000001/', 'http://127.0.0.1./', 'http://localhost/', 'https://localhost./',
    'http://[::1]/', 'http://[0:0:0:0:0:0:0:1]/', 'http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]/', 'http://[::127.0.0.1]/', 'http://[::]/', 'http://0.0.0.0/', 'http://0/', 'http://0.1.2.3/',
    'http://169.254.169.254/latest/meta-data/', 'http://2852039166/', 'http://[::ffff:169.254.169.254]/', 'http://[fe80::1]/', 'http://[febf::1]/', 'http://224.0.0.1/', 'http://239.255.255.250/', 'http://255.255.255.255/', 'http://[ff02::1]/',
    'http://\u2460\u2461\u2466.0.0.1/', 'http://%31%32%37.0.0.1/',
  ];
  test(`${table.length} spellings`, async () => {
    for (const url of table) assert.match(await messageOf(url), /^The address .* so it is not asked\.|^The name .* has no address/, url);
  });

  test('other schemes, users and passwords', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://192.0.2.1/', 'gopher://192.0.2.1/', 'data:text/plain,x', 'nfs://192.0.2.1/']) assert.match(await messageOf(url), /only http and https are/, url);
    assert.match(await messageOf('http://root:secret@192.0.2.1/'), /user name or password/);
  });

  test('a name is looked up once: a second answer is never used', async () => {
    const place = await start((_, response) => response.end('mirror'));
    const port = place.split(':')[1] ?? '';
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    const fetched = await createGuardedFetch(allowLoopback, SHORT, () => Promise.resolve(answers.shift() ?? []))('GET', `http://mirror.example:${port}/`);
    assert(fetched.outcome === 'answered');
    assert.equal(fetched.text, 'mirror');
    assert.equal(answers.length, 1);
    // The Host header is that of the URL.
    const echo = await start((request, response) => response.end(request.headers.host));
    const named = await createGuardedFetch(allowLoopback, SHORT, () => Promise.resolve(['127.0.0.1']))('GET', `http://mirror.example:${echo.split(':')[1] ?? ''}/`);
    assert(named.outcome === 'answered' && named.text.startsWith('mirror.example:'));
  });

  test('one bad address among good ones is enough', async () => {
    assert.match(await messageOf('http://mirror.example/', strict, () => Promise.resolve(['192.0.2.1', '127.0.0.1'])), /127\.0\.0\.1 is this server itself/);
    assert.match(await messageOf('http://mirror.example/', strict, () => Promise.reject(new Error('no'))), /has no address/);
  });

  test('a redirect is checked like the first address', async () => {
    for (const location of ['http://169.254.169.254/', 'http://[::ffff:169.254.169.254]/', 'http://0.0.0.0/', 'http://[fe80::1]/', '//224.0.0.1/']) {
      const place = await start((_, response) => response.writeHead(302, { location }).end());
      assert.match(await messageOf(`http://${place}/`, allowLoopback), /so it is not asked/, location);
    }
    for (const location of ['file:///etc/passwd', 'ftp://192.0.2.1/x']) {
      const place = await start((_, response) => response.writeHead(302, { location }).end());
      assert.match(await messageOf(`http://${place}/`, allowLoopback), /only http and https are/, location);
    }
  });

  test('the listeners of this server, allowed network or not', async () => {
    const place = await start((_, response) => response.end('own'));
    const own = addressRules({ BASEWRIGHT_FETCH_ALLOW: '0.0.0.0/0', BASEWRIGHT_BOOT_LISTEN: place });
    assert.match(await messageOf(`http://${place}/`, own), /is this server itself/);
  });
});

describe('what is fetched', () => {
  test('GET and HEAD, through three redirects and no more', async () => {
    const place = await start((request, response) => {
      const left = Number((request.url ?? '').slice(1));
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end();
      else response.writeHead(200, { 'content-length': 5 }).end(request.method === 'HEAD' ? undefined : 'hello');
    });
    const guarded = createGuardedFetch(allowLoopback, SHORT);
    assert.deepEqual(await guarded('GET', `http://${place}/3`), { outcome: 'answered', status: 200, url: `http://${place}/0`, text: 'hello', size: 5 });
    assert.deepEqual(await guarded('HEAD', `http://${place}/1`), { outcome: 'answered', status: 200, url: `http://${place}/0`, text: '', size: 5 });
    assert.match(await messageOf(`http://${place}/4`, allowLoopback), /redirects more than 3 times/);
  });

  test('bounds: size, silence, a connection that leads nowhere', async () => {
    const large = await start((_, response) => response.end('x'.repeat(1001)));
    assert.match(await messageOf(`http://${large}/`, allowLoopback), /more than .* KiB/);
    const silent = await start(() => undefined);
    assert.match(await messageOf(`http://${silent}/`, allowLoopback), /was silent for 0\.4 seconds/);
    const slow = await start((_, response) => {
      response.writeHead(200, { 'content-length': 900 });
      const drops = setInterval(() => response.write('x'), 50);
      response.once('close', () => clearInterval(drops));
    });
    assert.match(await messageOf(`http://${slow}/`, allowLoopback), /did not answer completely in 2 seconds/);
    const closed = await new Promise<number>((resolve) => {
      const server = createTcp().listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
      });
    });
    assert.match(await messageOf(`http://127.0.0.1:${closed}/`, allowLoopback), /nothing listens there/);
    const cut = await start((request) => request.socket.destroy());
    assert.match(await messageOf(`http://${cut}/`, allowLoopback), /the connection was cut/);
  });

  test('a message never repeats what a server answered', async () => {
    const place = await start((_, response) => response.socket?.end('CANARY not http at all\r\n\r\n'));
    assert.doesNotMatch(await messageOf(`http://${place}/`, allowLoopback), /CANARY/);
  });
});
