// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of kickstarts on the boot plane: whole answers, over real connections and a real store, for every case.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { openBootStore } from '../store/boot-store.ts';
import { StoreError } from '../store/errors.ts';
import {
  ask, type AskOptions, type BootSite, breakable, type Breakage, exchange, host, MAC, NOT_FOUND, openBootSite, OTHER_MAC, otherHost, profile, read, runPlane, SqliteError, UNAVAILABLE, wholeAnswer,
} from './boot-plane.fixture.ts';
import { MOST_FETCHES, WINDOW_MS } from './gate.ts';

const NOT_RENDERABLE = wholeAnswer('503 Service Unavailable', 'The kickstart of this host cannot be written. The log of the server says why.\n', ['Retry-After: 2']);
const OTHER_ADDRESS = '127.0.0.2';

let site: BootSite;
before(async () => {
  site = await openBootSite();
  await site.put(otherHost(9));
});
after(() => site.remove());

const kickstart = (text: string) => wholeAnswer('200 OK', text);
const headersOf = (...macs: string[]) => macs.map((mac, index) => `X-RHN-Provisioning-MAC-${index}: eno${index} ${mac}`);

describe('an armed host', () => {
  test('gets its kickstart by any of its cards in any spelling, whatever the query and the Host header', async () => {
    const plane = await runPlane(site);
    const spellings = [MAC, OTHER_MAC, MAC.toUpperCase(), MAC.replaceAll(':', '-'), MAC.replaceAll(':', ''), `01-${MAC.replaceAll(':', '-')}`, MAC.replaceAll(':', '%3A'), `${MAC}?mac=52:54:00:00:00:09`];
    for (const spelling of spellings) {
      await site.disarm();
      const { text } = await site.arm();
      for (const round of [1, 2]) assert.equal(await ask(plane.port, `/ks/${spelling}`), kickstart(text), `${spelling}, round ${round}`);
    }
    await plane.stop();
  });

  test('gets it with its token, and not with another one', async () => {
    await site.disarm();
    const { text, token } = await site.arm();
    const plane = await runPlane(site);
    for (const wrong of ['A'.repeat(43), `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, token.slice(0, -1), '', '%00']) assert.equal(await ask(plane.port, `/t/${wrong}/ks/${MAC}`), NOT_FOUND, wrong);
    assert.equal(await ask(plane.port, `/t/${token}/ks/52:54:00:00:00:09`), NOT_FOUND, 'of another host');
    assert.equal(await ask(plane.port, `/t/${token}/ks/${MAC}`), kickstart(text));
    await plane.stop();
  });

  test('gets the head of the same answer for HEAD, which uses nothing up', async () => {
    await site.disarm();
    const { text } = await site.arm();
    const plane = await runPlane(site);
    for (let round = 0; round < 10; round += 1) assert.equal(await ask(plane.port, `/ks/${MAC}`, { method: 'HEAD' }), kickstart(text).slice(0, -text.length));
    assert.equal((await site.current()).installation.state, 'armed');
    await plane.stop();
  });

  test('gets it unpacked whatever it accepts, and may keep its connection', async () => {
    await site.disarm();
    const { text } = await site.arm();
    const plane = await runPlane(site);
    assert.equal(await ask(plane.port, `/ks/${MAC}`, { headers: ['Accept-Encoding: gzip, br, zstd'] }), kickstart(text));
    const get = `GET /ks/${MAC} HTTP/1.1\r\nHost: x\r\n`;
    const both = (await exchange(plane.port, `${get}\r\n${get}Connection: close\r\n\r\n`)).replaceAll(/^Date: .*\r$/gm, 'Date: now\r');
    assert.equal(both, wholeAnswer('200 OK', text, [], 'keep-alive') + kickstart(text));
    await plane.stop();
  });

  test('is found by the headers of inst.ks.sendmac, with cards that nobody knows among them', async () => {
    await site.disarm();
    const { text } = await site.arm();
    const plane = await runPlane(site);
    const headers = [...headersOf('52:54:00:ff:ff:ff', OTHER_MAC, MAC.toUpperCase()), 'X-RHN-Provisioning-MAC-3: ib0 80:00:02:08:fe:80:00:00'];
    assert.equal(await ask(plane.port, '/ks', { headers }), kickstart(text));
    assert.equal(await ask(plane.port, '/ks?x', { headers }), kickstart(text));
    await plane.stop();
  });
});

describe('one shot', () => {
  test('the first kickstart opens ten minutes and five fetches, from the same address; it is in the timeline with its hash', async () => {
    await site.disarm();
    await site.arm();
    let now = Date.now();
    const plane = await runPlane(site, { now: () => now });
    for (let fetch = 1; fetch <= MOST_FETCHES; fetch += 1) assert.equal((await read(plane.port, `/ks/${MAC}`)).status, 200, `fetch ${fetch}`);
    assert.equal(await ask(plane.port, `/ks/${MAC}`), NOT_FOUND, 'the sixth');
    const { installation } = await site.current();
    assert.deepEqual([installation.state, installation.stage, installation.fetches, installation.opened_from], ['installing', 'kickstart', MOST_FETCHES, '127.0.0.1']);
    assert.deepEqual(await site.events(), ['armed', ...Array.from({ length: MOST_FETCHES }, () => 'kickstart')]);
    await site.disarm();
    await site.arm();
    assert.equal((await read(plane.port, `/ks/${MAC}`)).status, 200);
    now += WINDOW_MS - 1;
    assert.equal((await read(plane.port, `/ks/${MAC}`)).status, 200);
    now += 1;
    assert.equal(await ask(plane.port, `/ks/${MAC}`), NOT_FOUND, 'the eleventh minute');
    await plane.stop();
  });

  test('a second address disarms, is told nothing, and the log and the timeline name both', async () => {
    await site.disarm();
    await site.arm();
    const plane = await runPlane(site);
    assert.equal((await read(plane.port, `/ks/${MAC}`)).status, 200);
    assert.equal(await ask(plane.port, `/ks/${MAC}`, { from: OTHER_ADDRESS }), NOT_FOUND);
    assert.equal((await site.current()).installation.state, 'disarmed');
    assert.equal((await site.events()).at(-1), 'intruder');
    assert.equal(await ask(plane.port, `/ks/${MAC}`), NOT_FOUND, 'nor the first one any more');
    await plane.stop();
    assert.match(plane.log.join(''), /"event":"second-address","host":"node2","first":"127\.0\.0\.1","second":"127\.0\.0\.2"/);
  });

  test('two addresses at the very same moment: one gets it, and the host is disarmed', async () => {
    for (let round = 0; round < 20; round += 1) {
      await site.disarm();
      await site.arm();
      const plane = await runPlane(site);
      const answers = await Promise.all([read(plane.port, `/ks/${MAC}`), read(plane.port, `/ks/${MAC}`, { from: OTHER_ADDRESS })]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404]);
      assert.equal((await site.current()).installation.state, 'disarmed');
      await plane.stop();
    }
  });

  test('a host that is done gets no kickstart ever after', async () => {
    await site.disarm();
    const { token } = await site.arm();
    const plane = await runPlane(site);
    assert.equal((await read(plane.port, `/ks/${MAC}`)).status, 200);
    assert.equal((await read(plane.port, `/t/${token}/report/installed`, { method: 'POST', body: '' })).status, 200);
    for (const target of [`/ks/${MAC}`, `/t/${token}/ks/${MAC}`]) assert.equal(await ask(plane.port, target), NOT_FOUND);
    await plane.stop();
  });
});

describe('the same 404', () => {
  const cases: readonly [string, string, AskOptions?][] = [
    ['an unknown MAC', '/ks/52:54:00:00:00:01'],
    ['a host that is not armed', '/ks/52:54:00:00:00:09'],
    ['a bad MAC', `/ks/${MAC}0`],
    ['a bad percent-encoding', '/ks/%zz'],
    ['a path below', `/ks/${MAC}/`],
    ['another path', '/etc/passwd'],
    ['no headers', '/ks'],
    ['headers that nobody is known by', '/ks', { headers: headersOf('52:54:00:00:00:01') }],
    ['headers of an armed and an unarmed host', '/ks', { headers: headersOf(MAC, '52:54:00:00:00:09') }],
    ['reading a report', `/t/${'A'.repeat(43)}/report/started`],
    ['a report of no kind', `/t/${'A'.repeat(43)}/report/`],
  ];
  before(async () => {
    await site.disarm();
    await site.arm();
  });
  for (const [name, target, options] of cases) {
    test(`for ${name}`, async () => {
      const plane = await runPlane(site);
      // The second answer may come from the cache.
      for (const round of [1, 2]) assert.equal(await ask(plane.port, target, options), NOT_FOUND, `round ${round}`);
      const head = await ask(plane.port, target, { ...options, method: 'HEAD' });
      assert.equal(head, NOT_FOUND.slice(0, NOT_FOUND.indexOf('\r\n\r\n') + 4));
      await plane.stop();
    });
  }
});

test('an arming ends on time', async () => {
  await site.disarm();
  const { installation } = await site.arm();
  let now = installation.expires_at;
  const plane = await runPlane(site, { now: () => now });
  assert.equal(await ask(plane.port, `/ks/${MAC}`), NOT_FOUND);
  now -= 1;
  assert.match(await ask(plane.port, `/ks/${MAC}`), /^HTTP\/1\.1 200 /);
  await plane.stop();
});

test('other methods get 405 and the end of their connection, for every path', async () => {
  const headers = ['Allow: GET, HEAD', 'Connection: close', 'Date: now'];
  const expected = wholeAnswer('405 Method Not Allowed', 'Only GET and HEAD are answered here.\n').replace('Date: now\r\nConnection: close', headers.join('\r\n'));
  const plane = await runPlane(site);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']) {
    for (const target of [`/ks/${MAC}`, '/ks', '/nowhere']) assert.equal(await ask(plane.port, target, { method }), expected, `${method} ${target}`);
  }
  await plane.stop();
});

test('/healthz says whether hosts can be answered', async () => {
  const broken: Breakage = {};
  const plane = await runPlane(site, { store: breakable(openBootStore(site.site.dataDirectory), broken) });
  assert.equal(await ask(plane.port, '/healthz'), wholeAnswer('200 OK', 'ok\n'));
  broken.version = new SqliteError(10, 'disk I/O error');
  assert.equal(await ask(plane.port, '/healthz'), UNAVAILABLE);
  await plane.stop();
});

describe('a failing store is 503, never 404', () => {
  const failures = { locked: new SqliteError(5, 'database is locked'), damaged: new SqliteError(11, 'database disk image is malformed'), gone: new StoreError('There is no database.'), 'of unknown kind': new TypeError('secret-value') };
  for (const [name, error] of Object.entries(failures)) {
    test(`when it is ${name}`, async () => {
      await site.disarm();
      await site.arm();
      for (const broken of [{ version: error }, { host: error }, { write: error }]) {
        const plane = await runPlane(site, { store: breakable(openBootStore(site.site.dataDirectory), broken) });
        assert.equal(await ask(plane.port, `/ks/${MAC}`), UNAVAILABLE);
        assert.equal(await ask(plane.port, '/ks', { headers: headersOf(MAC) }), UNAVAILABLE);
        assert.equal(await ask(plane.port, '/ks/not-a-mac'), NOT_FOUND);
        await plane.stop();
        assert.match(plane.log.join(''), /"level":"error"/);
        assert.doesNotMatch(plane.log.join(''), /secret-value/);
      }
      assert.equal((await site.current()).installation.state, 'armed', 'nothing was used up');
    });
  }
});

test('a store that answers again is used again, and the log says both once', async () => {
  await site.disarm();
  const { text } = await site.arm();
  const broken: Breakage = {};
  const plane = await runPlane(site, { store: breakable(openBootStore(site.site.dataDirectory), broken) });
  assert.equal(await ask(plane.port, `/ks/${MAC}`), kickstart(text));
  broken.version = new SqliteError(10, 'disk I/O error');
  for (let round = 0; round < 5; round += 1) assert.equal(await ask(plane.port, `/ks/${MAC}`), UNAVAILABLE);
  broken.version = undefined;
  assert.equal(await ask(plane.port, `/ks/${MAC}`), kickstart(text));
  await plane.stop();
  assert.deepEqual(plane.log.map((line) => [/"event":"([a-z-]+)"/.exec(line)?.[1], line.includes('disk I/O error')]), [['store-failing', true], ['store-answers-again', false]]);
});

test('a writer that holds on keeps machines waiting, not the boot plane: 503 within a moment, and nothing is lost', async () => {
  await site.disarm();
  const { text } = await site.arm();
  const plane = await runPlane(site);
  await site.store.write(async (transaction) => {
    await sql`SELECT 1`.execute(transaction);
    assert.equal(await ask(plane.port, `/ks/${MAC}`), UNAVAILABLE);
    assert.equal((await read(plane.port, `/boot/52:54:00:00:00:09/ipxe`)).status, 200, 'what needs no write is answered');
  });
  assert.equal(await ask(plane.port, `/ks/${MAC}`), kickstart(text));
  await plane.stop();
});

test('a kickstart that cannot be written is 503, the log names the host but no value, and nothing is used up', async () => {
  await site.disarm();
  await site.arm();
  const unsayable = { profile, host: { ...host, hostname: 'evil\nrootpw secret-value' } };
  const store = openBootStore(site.site.dataDirectory);
  const plane = await runPlane(site, { store: { ...store, bootHost: () => unsayable } });
  for (const round of [1, 2]) assert.equal(await ask(plane.port, `/ks/${MAC}`), NOT_RENDERABLE, `round ${round}`);
  await plane.stop();
  assert.equal(plane.log.length, 1);
  assert.match(plane.log[0] ?? '', /"event":"kickstart-not-renderable","host":"node2"/);
  assert.doesNotMatch(plane.log[0] ?? '', /secret-value/);
  assert.equal((await site.current()).installation.state, 'armed');
});

test('a host is read once for many requests, and again after a change by another process', async () => {
  await site.disarm();
  await site.arm();
  const real = openBootStore(site.site.dataDirectory);
  let reads = 0;
  const counting = { ...real, bootHost: (mac: string) => ((reads += 1), real.bootHost(mac)) };
  const plane = await runPlane(site, { store: counting });
  for (let round = 0; round < 4; round += 1) assert.equal((await read(plane.port, `/ks/${MAC}`)).status, 200);
  assert.equal(reads, 1, 'its own writes are no change');
  await site.put({ ...host, hostname: 'renamed.example.com' });
  assert.match((await read(plane.port, `/ks/${MAC}`)).body, /renamed\.example\.com/);
  await site.put(host);
  await site.disarm();
  const { text } = await site.arm();
  assert.equal((await read(plane.port, `/ks/${MAC}`)).body, text);
  await plane.stop();
  real.close();
});

test('a cache that holds nothing changes no answer', async () => {
  await site.disarm();
  const { text } = await site.arm();
  const plane = await runPlane(site, { cacheBytes: 0 });
  for (const round of [1, 2]) assert.equal(await ask(plane.port, `/ks/${MAC}`), kickstart(text), `round ${round}`);
  await plane.stop();
});

test('who guesses is slowed down, and machines that may have something are not', async () => {
  await site.disarm();
  const { text } = await site.arm();
  const plane = await runPlane(site);
  for (let number = 0; number < 20; number += 1) assert.equal((await read(plane.port, `/ks/52:54:00:00:01:${number.toString(16).padStart(2, '0')}`)).status, 404);
  assert.equal((await read(plane.port, '/ks/52:54:00:00:01:ff')).status, 429);
  assert.equal((await read(plane.port, '/ks/52:54:00:00:00:09')).status, 429, 'a known one looks the same');
  assert.equal((await read(plane.port, '/ks/52:54:00:00:01:ff', { from: OTHER_ADDRESS })).status, 404, 'another address');
  assert.equal(await ask(plane.port, `/ks/${MAC}`), kickstart(text), 'the armed machine');
  await plane.stop();
  assert.equal(plane.log.filter((line) => line.includes('address-limited')).length, 1);
});
