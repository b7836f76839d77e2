// SPDX-License-Identifier: GPL-2.0-or-later
// The power commands, by the real executable, against a real Redfish service.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Emulator, LOGIN, startEmulator } from '../power/emulator.fixture.ts';
import { addHost, addInstallation } from '../power/host.fixture.ts';
import { openStore } from '../store/store.ts';
import { basewright, complained, said, temporaryDirectory, temporaryFile } from './cli.fixture.ts';

let emulator: Emulator;
const data = temporaryDirectory();
before(async () => {
  emulator = await startEmulator({ isTls: true });
  const store = await openStore(data);
  await addHost(store.database);
  await store.close();
});
after(() => emulator.stop());

const power = (...words: string[]) => basewright(['power', ...words], { data, environment: { BASEWRIGHT_FETCH_ALLOW: '127.0.0.1' } });

test('from setting to booting, with the fingerprint seen and trusted', async () => {
  assert.deepEqual(await power('status', 'node1'), complained(1, 'basewright: Host node1 has no management controller. Say where it is: basewright power set node1 --url URL --username NAME --password-file FILE'));
  const password = temporaryFile('password', `${LOGIN.password}\n`);
  const words = ['set', 'node1', '--url', emulator.url, '--username', LOGIN.username];
  assert.deepEqual(await power(...words, '--password-file', password), said(`saved the controller of host node1: ${emulator.url}\n`));
  const unknown = await power('status', 'node1');
  assert.equal(unknown.exit, 1);
  assert.ok(unknown.stderr.includes(`It shows this fingerprint: ${String(emulator.fingerprint)} (O=Test, CN=bmc.test).`), unknown.stderr);
  assert.deepEqual(await power(...words, '--fingerprint', String(emulator.fingerprint)), said(`saved the controller of host node1: ${emulator.url}\n`));
  assert.deepEqual(await power('status', 'node1'), said('off, boots from Hdd (Continuous)\n'));
  assert.deepEqual(await power('boot-network', 'node1'), said('The next boot, and only that one, is from the network (PXE).\nThe machine was told to switch on (On).\n'));
  assert.deepEqual(await power('cycle', 'node1'), said('The machine was told to restart at once (ForceRestart).\n'));
  assert.deepEqual(await power('on', 'node1', '--json'), said(`${JSON.stringify({ id: 'node1', action: 'on', steps: ['The machine is on already; nothing was sent.'] }, undefined, 2)}\n`));
  const store = await openStore(data);
  await addInstallation(store.database, 'first', 'installing');
  await store.close();
  assert.deepEqual(await power('off', 'node1'), complained(1, 'basewright: Host node1 is being installed now: this would leave it with half a system. Wait for the end, or add --force.'));
  assert.deepEqual(await power('off', 'node1', '--force'), said('The machine was told to switch off at once (ForceOff).\n'));
  assert.deepEqual(await power('unset', 'node1'), said('host node1 has no controller\n'));
});

test('mistakes are named by option', async () => {
  await power('unset', 'node1');
  const two = temporaryFile('two', 'a\nb\n');
  const cases: [string[], string][] = [
    [['set', 'node1', '--url', 'bmc', '--username', 'root', '--password-file', temporaryFile('one', 'a')], '--url: Write the address of the controller with http:// or https:// and without a path, for example https://bmc1.example.com.'],
    [['set', 'node1', '--url', 'https://bmc', '--username', 'root', '--password-file', two], '--password-file: There is more than one line. Give the password alone.'],
    [['set', 'node1', '--url', 'https://bmc', '--username', 'root'], '--password-file: There is no stored password yet. Write the password.'],
  ];
  for (const [words, line] of cases) assert.deepEqual(await power(...words), complained(2, line));
});
