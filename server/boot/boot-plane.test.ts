// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the boot plane: whole answers, over real connections, for every case.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderKickstart } from '#kickstart/render.ts';
import { StoreError } from '../store/errors.ts';
import type { BootStore } from '../store/read-only.ts';
import { ask, BrokenStore, EmptyStore, exchange, fixedHost, FixedStore, HOUR_MS, runPlane, SqliteError, wholeAnswer } from './boot-plane.fixture.ts';

const NOT_FOUND = wholeAnswer('404 Not Found', 'Nothing is served here. If a host asks for its kickstart: add it with this MAC address in Basewright and arm it, then start it again.\n');
const UNAVAILABLE = wholeAnswer('503 Service Unavailable', 'The server cannot read its data at the moment. Try again in a few seconds; the log of the server says why.\n', ['Retry-After: 2']);
const NOT_RENDERABLE = wholeAnswer('503 Service Unavailable', 'The kickstart of this host cannot be written. The log of the server says why.\n', ['Retry-After: 2']);

const { profile, host } = fixedHost();
const TEXT = renderKickstart(profile, host).text;
const KICKSTART = wholeAnswer('200 OK', TEXT);
const [MAC = '', OTHER_MAC = ''] = host.macs;

function other(armedUntil: number | undefined, number = 9) {
  return { profile, host: { ...host, id: `other${number}`, hostname: `other${number}.example.com`, macs: [`52:54:00:00:00:0${number}`] }, armedUntil };
}

async function answerTo(store: BootStore, target: string, options: Parameters<typeof ask>[2] = {}): Promise<string> {
  const plane = await runPlane(store);
  const answer = await ask(plane.port, target, options);
  await plane.stop();
  return answer;
}

describe('an armed host', () => {
  test('gets its kickstart by any of its cards in any spelling, whatever the query and the Host header', async () => {
    const spellings = [MAC, OTHER_MAC, MAC.toUpperCase(), MAC.replaceAll(':', '-'), MAC.replaceAll(':', ''), `01-${MAC.replaceAll(':', '-')}`, MAC.replaceAll(':', '%3A'), `${MAC}?mac=52:54:00:00:00:09`];
    const plane = await runPlane(new FixedStore([fixedHost(), other(Date.now() + HOUR_MS)]));
    for (const spelling of [...spellings, ...spellings]) assert.equal(await ask(plane.port, `/ks/${spelling}`), KICKSTART, spelling);
    await plane.stop();
  });

  test('gets the head of the same answer for HEAD', async () => {
    assert.equal(await answerTo(new FixedStore([fixedHost()]), `/ks/${MAC}`, { method: 'HEAD' }), KICKSTART.slice(0, -TEXT.length));
  });

  test('gets it unpacked whatever it accepts', async () => {
    assert.equal(await answerTo(new FixedStore([fixedHost()]), `/ks/${MAC}`, { headers: ['Accept-Encoding: gzip, br, zstd'] }), KICKSTART);
  });

  test('is found by the headers of inst.ks.sendmac, with cards that nobody knows among them', async () => {
    const headers = [`X-RHN-Provisioning-MAC-0: eno1 52:54:00:ff:ff:ff`, `X-RHN-Provisioning-MAC-1: eno2 ${OTHER_MAC}`, `X-RHN-Provisioning-MAC-2: eno3 ${MAC.toUpperCase()}`, 'X-RHN-Provisioning-MAC-3: ib0 80:00:02:08:fe:80:00:00'];
    assert.equal(await answerTo(new FixedStore([fixedHost()]), '/ks', { headers }), KICKSTART);
    assert.equal(await answerTo(new FixedStore([fixedHost()]), '/ks?x', { headers, method: 'HEAD' }), KICKSTART.slice(0, -TEXT.length));
  });

  test('keeps its connection', async () => {
    const plane = await runPlane(new FixedStore([fixedHost()]));
    const get = `GET /ks/${MAC} HTTP/1.1\r\nHost: x\r\n`;
    const both = (await exchange(plane.port, `${get}\r\n${get}Connection: close\r\n\r\n`)).replaceAll(/^Date: .*\r$/gm, 'Date: now\r');
    assert.equal(both, wholeAnswer('200 OK', TEXT, [], 'keep-alive') + KICKSTART);
    await plane.stop();
  });
});

describe('the same 404', () => {
  const cases: readonly [string, BootStore, string, Parameters<typeof ask>[2]?][] = [
    ['an unknown MAC', new FixedStore([fixedHost()]), '/ks/52:54:00:00:00:01'],
    ['an empty store', new EmptyStore(), `/ks/${MAC}`],
    ['a host that is not armed', new FixedStore([{ ...fixedHost(), armedUntil: undefined }]), `/ks/${MAC}`],
    ['a host whose arming has ended', new FixedStore([fixedHost(Date.now() - 1)]), `/ks/${MAC}`],
    ['a bad MAC', new FixedStore([fixedHost()]), `/ks/${MAC}0`],
    ['a bad percent-encoding', new FixedStore([fixedHost()]), '/ks/%zz'],
    ['a path below', new FixedStore([fixedHost()]), `/ks/${MAC}/`],
    ['another path', new FixedStore([fixedHost()]), '/etc/passwd'],
    ['no headers', new FixedStore([fixedHost()]), '/ks'],
    ['headers that nobody is known by', new FixedStore([fixedHost()]), '/ks', { headers: ['X-RHN-Provisioning-MAC-0: eno1 52:54:00:00:00:01'] }],
    ['headers of two hosts', new FixedStore([fixedHost(), other(Date.now() + HOUR_MS)]), '/ks', { headers: [`X-RHN-Provisioning-MAC-0: eno1 ${MAC}`, 'X-RHN-Provisioning-MAC-1: eno2 52:54:00:00:00:09'] }],
    ['headers of an armed and an unarmed host', new FixedStore([fixedHost(), other(undefined)]), '/ks', { headers: [`X-RHN-Provisioning-MAC-0: eno1 ${MAC}`, 'X-RHN-Provisioning-MAC-1: eno2 52:54:00:00:00:09'] }],
  ];
  for (const [name, store, target, options] of cases) {
    test(`for ${name}`, async () => {
      const plane = await runPlane(store);
      // The second answer may come from the cache.
      for (const round of [1, 2]) assert.equal(await ask(plane.port, target, options), NOT_FOUND, `round ${round}`);
      const head = await ask(plane.port, target, { ...options, method: 'HEAD' });
      assert.equal(head, NOT_FOUND.slice(0, NOT_FOUND.indexOf('\r\n\r\n') + 4));
      await plane.stop();
    });
  }
});

test('an arming ends on time, though its text is in the cache', async (context) => {
  const end = Date.now() + HOUR_MS;
  const plane = await runPlane(new FixedStore([fixedHost(end)]));
  assert.equal(await ask(plane.port, `/ks/${MAC}`), KICKSTART);
  context.mock.timers.enable({ apis: ['Date'], now: end - 1 });
  assert.match(await ask(plane.port, `/ks/${MAC}`), /^HTTP\/1\.1 200 /);
  context.mock.timers.setTime(end);
  assert.match(await ask(plane.port, `/ks/${MAC}`), /^HTTP\/1\.1 404 /);
  context.mock.timers.reset();
  assert.equal(await ask(plane.port, `/ks/${MAC}`), KICKSTART);
  await plane.stop();
});

test('a host that was read as expired is read again when the clock was set back', async (context) => {
  const end = Date.now() + HOUR_MS;
  const plane = await runPlane(new FixedStore([fixedHost(end)]));
  context.mock.timers.enable({ apis: ['Date'], now: end });
  assert.match(await ask(plane.port, `/ks/${MAC}`), /^HTTP\/1\.1 404 /);
  context.mock.timers.reset();
  assert.equal(await ask(plane.port, `/ks/${MAC}`), KICKSTART);
  await plane.stop();
});

test('other methods get 405 and the end of their connection, for every path', async () => {
  const headers = ['Allow: GET, HEAD', 'Connection: close', 'Date: now'];
  const expected = wholeAnswer('405 Method Not Allowed', 'Only GET and HEAD are answered here.\n').replace('Date: now\r\nConnection: close', headers.join('\r\n'));
  const plane = await runPlane(new FixedStore([fixedHost()]));
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']) {
    for (const target of [`/ks/${MAC}`, '/ks', '/nowhere']) assert.equal(await ask(plane.port, target, { method }), expected, `${method} ${target}`);
  }
  await plane.stop();
});

test('/healthz says whether hosts can be answered', async () => {
  assert.equal(await answerTo(new EmptyStore(), '/healthz'), wholeAnswer('200 OK', 'ok\n'));
  assert.equal(await answerTo(new BrokenStore({ version: new SqliteError(10, 'disk I/O error') }), '/healthz'), UNAVAILABLE);
});

describe('a failing store is 503, never 404', () => {
  const failures = { locked: new SqliteError(5, 'database is locked'), damaged: new SqliteError(11, 'database disk image is malformed'), gone: new StoreError('There is no database.'), 'of unknown kind': new TypeError('secret-value') };
  for (const [name, error] of Object.entries(failures)) {
    test(`when it is ${name}`, async () => {
      for (const broken of [{ version: error }, { host: error }]) {
        const plane = await runPlane(new BrokenStore(broken));
        for (const target of [`/ks/${MAC}`, '/ks/52:54:00:00:00:01']) assert.equal(await ask(plane.port, target), UNAVAILABLE);
        assert.equal(await ask(plane.port, '/ks', { headers: [`X-RHN-Provisioning-MAC-0: eno1 ${MAC}`] }), UNAVAILABLE);
        assert.equal(await ask(plane.port, '/ks/not-a-mac'), NOT_FOUND);
        await plane.stop();
        assert.match(plane.log.join(''), /"level":"error"/);
        assert.doesNotMatch(plane.log.join(''), /secret-value/);
      }
    });
  }
});

test('a store that answers again is used again, and the log says both once', async () => {
  const store = new BrokenStore({});
  const plane = await runPlane(store);
  assert.equal(await ask(plane.port, `/ks/${MAC}`), KICKSTART);
  store.broken = { version: new SqliteError(10, 'disk I/O error') };
  for (let round = 0; round < 5; round += 1) assert.equal(await ask(plane.port, `/ks/${MAC}`), UNAVAILABLE);
  store.broken = {};
  assert.equal(await ask(plane.port, `/ks/${MAC}`), KICKSTART);
  await plane.stop();
  assert.deepEqual(plane.log.map((line) => [/"event":"([a-z-]+)"/.exec(line)?.[1], line.includes('disk I/O error')]), [['store-failing', true], ['store-answers-again', false]]);
});

test('a kickstart that cannot be written is 503, and the log names the host but no value', async () => {
  const { host: _, ...fixed } = fixedHost();
  const unsayable = { ...fixed, host: { ...host, hostname: 'evil\nrootpw secret-value' } };
  const plane = await runPlane(new FixedStore([unsayable]));
  for (const round of [1, 2]) assert.equal(await ask(plane.port, `/ks/${MAC}`), NOT_RENDERABLE, `round ${round}`);
  await plane.stop();
  assert.equal(plane.log.length, 1);
  assert.match(plane.log[0] ?? '', /"event":"kickstart-not-renderable","host":"node2"/);
  assert.doesNotMatch(plane.log[0] ?? '', /secret-value/);
});

test('a text is rendered once for many requests, and again after a change', async () => {
  const store = new FixedStore([fixedHost()]);
  const plane = await runPlane(store);
  for (let round = 0; round < 5; round += 1) await ask(plane.port, `/ks/${MAC}`);
  assert.equal(store.reads, 1);
  store.hosts = [{ ...fixedHost(), host: { ...host, hostname: 'renamed.example.com' } }];
  store.version += 1;
  assert.match(await ask(plane.port, `/ks/${MAC}`), /renamed\.example\.com/);
  store.hosts = [];
  store.version += 1;
  assert.equal(await ask(plane.port, `/ks/${MAC}`), NOT_FOUND);
  await plane.stop();
});

test('a cache that holds nothing changes no answer', async () => {
  const plane = await runPlane(new FixedStore([fixedHost()]), { cacheBytes: 0 });
  for (const round of [1, 2]) assert.equal(await ask(plane.port, `/ks/${MAC}`), KICKSTART, `round ${round}`);
  await plane.stop();
});
