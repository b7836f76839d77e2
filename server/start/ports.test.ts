// SPDX-License-Identifier: GPL-2.0-or-later
// Ports are checked together, and a refusal names the variable.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { checkListen, ListenError } from './ports.ts';

const LOOPBACK = '127.0.0.1';

test('port 0 becomes a free port, another one for each plane', async () => {
  const checked = await checkListen({ ONE: { host: LOOPBACK, port: 0 }, OTHER: { host: LOOPBACK, port: 0 } });
  assert.equal(checked.ONE.host, LOOPBACK);
  assert.ok(checked.ONE.port > 0 && checked.OTHER.port > 0);
  assert.notEqual(checked.ONE.port, checked.OTHER.port);
});

test('a port in use is refused with the name of its variable and what to do', async () => {
  const { ONE: taken } = await checkListen({ ONE: { host: LOOPBACK, port: 0 } });
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(taken, resolve));
  await assert.rejects(checkListen({ BASEWRIGHT_ADMIN_LISTEN: taken }), (error) => {
    assert.ok(error instanceof ListenError);
    assert.match(error.message, /^BASEWRIGHT_ADMIN_LISTEN is 127\.0\.0\.1:\d+, but another program listens there already\. Stop that program or choose another port/);
    return true;
  });
  other.close();
});

test('both planes on one port are refused', async () => {
  const { ONE: free } = await checkListen({ ONE: { host: LOOPBACK, port: 0 } });
  await assert.rejects(checkListen({ ONE: free, OTHER: free }), /^ListenError: OTHER is /);
});

test('an address of another machine is refused', async () => {
  await assert.rejects(checkListen({ BASEWRIGHT_BOOT_LISTEN: { host: '192.0.2.1', port: 0 } }), /BASEWRIGHT_BOOT_LISTEN .* this machine does not have that address/);
});

test('nothing stays open after the check', async () => {
  const { ONE: free } = await checkListen({ ONE: { host: LOOPBACK, port: 0 } });
  assert.deepEqual(await checkListen({ ONE: free }), { ONE: free });
});
