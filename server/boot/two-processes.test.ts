// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the boot plane as a process beside the one that writes: never stale, stopped in order, refused starts explained.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { hostFixtures, profileFixtures } from '#kickstart/profile/fixtures.ts';
import { armForTest } from '../installations/arm.fixture.ts';
import { disarmHost } from '../installations/arm.ts';
import { deleteHost, putHost } from '../hosts/hosts.ts';
import { putProfile } from '../profiles/profiles.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { type BootProcess, startBootProcess } from './boot-process.fixture.ts';

const ROUNDS = 1000;
const FORCE = { kind: 'force' } as const;

const agent = new Agent({ keepAlive: true });

function ask(port: number, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    get({ port, path, host: '127.0.0.1', agent }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    }).on('error', reject);
  });
}

describe('a writer in another process', () => {
  const host = hostFixtures.get('host-overrides');
  const profile = profileFixtures.get('ovirt-node');
  assert(host !== undefined && profile !== undefined);
  const path = `/ks/${host.macs[0]}`;
  let store: TestStore;
  let plane: BootProcess;

  before(async () => {
    store = await openTestStore();
    // The plane has the real clock.
    store.pass(Date.now() - store.now());
    await putProfile(store, profile.id, profile, FORCE);
    plane = await startBootProcess(store.directory);
  });
  after(async () => {
    plane.child.kill('SIGTERM');
    assert.equal(await plane.ended, 0);
    await store.remove();
  });

  test(`is believed at once, ${ROUNDS} times: arm, change, disarm`, async () => {
    await putHost(store, host.id, host, FORCE);
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round % 4 === 0) {
        assert.equal((await armForTest(store, host.id, 5)).outcome, 'armed');
        assert.equal((await ask(plane.port, path)).status, 200, `round ${round}`);
      } else if (round % 4 === 1) {
        await putHost(store, host.id, { ...host, hostname: `round${round}.example.com` }, FORCE);
        assert.match((await ask(plane.port, path)).body, new RegExp(`--hostname=round${round}\\.example\\.com\n`), `round ${round}`);
      } else if (round % 4 === 2) {
        await putProfile(store, profile.id, { ...profile, locale: { ...profile.locale, timezone: round % 8 === 2 ? 'Asia/Tokyo' : 'Europe/Oslo' } }, FORCE);
        assert.match((await ask(plane.port, path)).body, round % 8 === 2 ? /Asia\/Tokyo/ : /Europe\/Oslo/, `round ${round}`);
      } else {
        await disarmHost(store, host.id);
        assert.equal((await ask(plane.port, path)).status, 404, `round ${round}`);
      }
    }
  });

  test('is believed while many others ask all the time, of other hosts too', async () => {
    let isOver = false;
    const others = Array.from({ length: 8 }, async () => {
      while (!isOver) assert.equal((await ask(plane.port, '/ks/52:54:00:00:00:77')).status, 404);
    });
    for (let round = 0; round < 100; round += 1) {
      await armForTest(store, host.id, 5);
      assert.equal((await ask(plane.port, path)).status, 200, `round ${round}`);
      await disarmHost(store, host.id);
      assert.equal((await ask(plane.port, path)).status, 404, `round ${round}`);
    }
    isOver = true;
    await Promise.all(others);
  });

  test('moves a MAC to another host: the old text is gone', async () => {
    await armForTest(store, host.id, 5);
    assert.match((await ask(plane.port, path)).body, /round/);
    await deleteHost(store, host.id, FORCE);
    assert.equal((await ask(plane.port, path)).status, 404);
    await putHost(store, 'heir', { ...host, id: 'heir', hostname: 'heir.example.com' }, FORCE);
    assert.equal((await ask(plane.port, path)).status, 404);
    await armForTest(store, 'heir', 5);
    assert.match((await ask(plane.port, path)).body, /--hostname=heir\.example\.com\n/);
  });
});

describe('the process', () => {
  test('answers what was begun before SIGTERM, takes nothing new, and exits with 0', async () => {
    const store = await openTestStore();
    const plane = await startBootProcess(store.directory);
    const begun = connect(plane.port, '127.0.0.1');
    const idle = connect(plane.port, '127.0.0.1');
    let answer = '';
    begun.on('data', (chunk) => (answer += String(chunk)));
    const idleClosed = new Promise((resolve) => idle.on('close', resolve).on('error', resolve));
    begun.write('GET /healthz HTTP/1.1\r\nHost: x\r\n');
    idle.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((resolve) => idle.once('data', resolve));
    plane.child.kill('SIGTERM');
    await idleClosed;
    await assert.rejects(ask(plane.port, '/healthz'));
    const before = performance.now();
    begun.write('\r\n');
    assert.equal(await plane.ended, 0);
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nok\n$/);
    assert.ok(performance.now() - before < 5000);
    await store.remove();
  });

  test('ends when its parent is gone', async () => {
    const store = await openTestStore();
    const plane = await startBootProcess(store.directory);
    // Node tells no 'close' of a child whose channel was closed here.
    const exit = once(plane.child, 'exit');
    plane.child.disconnect();
    assert.deepEqual(await exit, [0, null]);
    await store.remove();
  });

  test('does not start without a store, or with a wrong setting, and says why', async () => {
    const nowhere = await startBootProcess('/nonexistent/data');
    assert.equal(await nowhere.ended, 1);
    assert.match(nowhere.output(), /There is no database in \/nonexistent\/data/);
    const wrong = await startBootProcess('/nonexistent/data', { BASEWRIGHT_BOOT_CACHE_MIB: 'much' });
    assert.equal(await wrong.ended, 1);
    assert.match(wrong.output(), /BASEWRIGHT_BOOT_CACHE_MIB must be a whole number of MiB/);
  });

  test('writes a line for each request when asked to, without the query', async () => {
    const store = await openTestStore();
    const plane = await startBootProcess(store.directory, { BASEWRIGHT_BOOT_LOG_REQUESTS: '1' });
    await ask(plane.port, '/ks/52:54:00:00:00:01?t=secret');
    await ask(plane.port, `/t/${'secret'.repeat(7)}x/ks/52:54:00:00:00:01`);
    plane.child.kill('SIGTERM');
    await plane.ended;
    assert.match(plane.output(), /"event":"request","client":"127\.0\.0\.1","method":"GET","path":"\/ks\/52:54:00:00:00:01","status":404\}\n/);
    assert.match(plane.output(), /"path":"\/t\/…\/ks\/52:54:00:00:00:01"/);
    assert.doesNotMatch(plane.output(), /secret/);
    await store.remove();
  });
});
