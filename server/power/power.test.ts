// SPDX-License-Identifier: GPL-2.0-or-later
// Power through a real Redfish service (OpenStack's emulator): looking, switching, booting once from the network, over http and TLS.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { TestStore } from '../store/store.fixture.ts';
import { addressRules } from './address-rules.ts';
import { putController } from './controllers.ts';
import { type Emulator, LOGIN, startEmulator, systemId } from './emulator.fixture.ts';
import { addInstallation, eventsOf, openStoreWithHost } from './host.fixture.ts';
import { actOnPower, type PowerAction, type ReadPower, readPower } from './power.ts';

const rules = addressRules({ BASEWRIGHT_FETCH_ALLOW: '127.0.0.1,::1' });

let store: TestStore;
before(async () => {
  store = await openStoreWithHost();
});
after(() => store.remove());

async function set(document: object): Promise<void> {
  const answer = await putController(store, 'node1', { ...LOGIN, ...document });
  assert.equal(answer.outcome, 'saved', JSON.stringify(answer));
}
const act = (action: PowerAction, force = false) => actOnPower(store, 'node1', { action, force }, { rules }, 'olga');
const read = (): Promise<ReadPower> => readPower(store, 'node1', { rules });

async function view() {
  const answer = await read();
  assert(answer.outcome === 'read', JSON.stringify(answer));
  return answer.view;
}

async function refused(answer: ReadPower | Promise<ReadPower>) {
  const got = await answer;
  assert(got.outcome === 'failed', JSON.stringify(got));
  return got.error;
}

describe('over http', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.stop());
  beforeEach(() => set({ url: emulator.url }));

  test('the machine is found by itself, and described', async () => {
    const { power, system, boot, offersBoot, resets } = await view();
    assert.deepEqual({ power, system, offersBoot }, { power: 'off', system: { path: `/redfish/v1/Systems/${systemId(0)}`, name: 'machine-1', model: 'Sushy Emulator' }, offersBoot: true });
    assert.deepEqual(boot, { target: 'Hdd', enabled: 'Continuous', mode: 'UEFI' });
    assert(resets.includes('ForceRestart'));
  });

  test('on, on again, cycle and off', async () => {
    assert.deepEqual(await act('on'), { outcome: 'done', steps: ['The machine was told to switch on (On).'] });
    assert.equal((await view()).power, 'on');
    assert.deepEqual(await act('on'), { outcome: 'done', steps: ['The machine is on already; nothing was sent.'] });
    assert.deepEqual(await act('cycle'), { outcome: 'done', steps: ['The machine was told to restart at once (ForceRestart).'] });
    assert.equal((await view()).power, 'on');
    assert.deepEqual(await act('off'), { outcome: 'done', steps: ['The machine was told to switch off at once (ForceOff).'] });
    assert.equal((await view()).power, 'off');
    assert.deepEqual(await act('off'), { outcome: 'done', steps: ['The machine is off already; nothing was sent.'] });
  });

  test('the next boot is from the network, by PXE, and the machine starts', async () => {
    assert.deepEqual(await act('boot-network'), { outcome: 'done', steps: ['The next boot, and only that one, is from the network (PXE).', 'The machine was told to switch on (On).'] });
    const seen = await emulator.system();
    assert.deepEqual([seen.PowerState, seen.Boot.BootSourceOverrideTarget, seen.Boot.BootSourceOverrideMode], ['On', 'Pxe', 'UEFI']);
    assert.deepEqual((await view()).boot, { target: 'Pxe', enabled: 'Continuous', mode: 'UEFI' });
    assert.deepEqual(await act('boot-network'), { outcome: 'done', steps: ['The next boot, and only that one, is from the network (PXE).', 'The machine was told to restart at once (ForceRestart).'] });
  });

  test('UEFI HTTP boot is taken too', async () => {
    await set({ url: emulator.url, bootMethod: 'uefi-http' });
    const answer = await act('boot-network');
    assert(answer.outcome === 'done' && answer.steps[0] === 'The next boot, and only that one, is from the network (UEFI HTTP boot).', JSON.stringify(answer));
  });

  test('a wrong password and an unknown system are said in words', async () => {
    await set({ url: emulator.url, password: 'wrong' });
    const wrong = await refused(read());
    assert.equal(wrong.failure, 'login');
    assert.match(wrong.message, /does not accept this user name and password/);
    await set({ url: emulator.url, system: '/redfish/v1/Systems/nothing' });
    assert.match((await refused(read())).message, /answered GET \/redfish\/v1\/Systems\/nothing with status 404.* It says: .*nothing was not found/);
  });

  test('loopback is refused where nobody allowed it', async () => {
    const answer = await readPower(store, 'node1', { rules: addressRules({}) });
    assert(answer.outcome === 'failed' && answer.error.failure === 'address');
    assert.match(answer.error.message, /^The address 127\.0\.0\.1 is this server itself \(loopback\), so it is not asked\./);
  });
});

test('of several systems one must be named', async () => {
  const emulator = await startEmulator({ machines: ['Off', 'On'] });
  try {
    await set({ url: emulator.url });
    assert.match((await refused(read())).message, /has 2 systems\. Write the path of the one that is this host: \/redfish\/v1\/Systems\/\S+, \/redfish\/v1\/Systems\/\S+$/);
    await set({ url: emulator.url, system: `/redfish/v1/Systems/${systemId(1)}` });
    const { power, system } = await view();
    assert.deepEqual([power, system.name], ['on', 'machine-2']);
  } finally {
    await emulator.stop();
  }
});

test('a self-signed certificate is shown, and accepted only by its fingerprint', async () => {
  const emulator = await startEmulator({ isTls: true });
  try {
    await set({ url: emulator.url });
    const unknown = await refused(read());
    assert.equal(unknown.failure, 'certificate');
    assert.equal(unknown.certificate?.fingerprint, emulator.fingerprint);
    assert.equal(unknown.certificate?.subject, 'O=Test, CN=bmc.test');
    assert.match(unknown.message, /No authority that this server knows vouches for the certificate of 127\.0\.0\.1:\d+ \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
    await set({ url: emulator.url, fingerprint: 'ab'.repeat(32) });
    const other = await refused(read());
    assert.match(other.message, /shows another certificate than the one that was trusted\..* Nothing was sent\./);
    assert.equal(other.certificate?.fingerprint, emulator.fingerprint);
    await set({ url: emulator.url, fingerprint: emulator.fingerprint?.replaceAll(':', '').toLowerCase() });
    assert.equal((await view()).power, 'off');
    assert.equal((await act('boot-network')).outcome, 'done');
    assert.deepEqual((await view()).boot, { target: 'Pxe', enabled: 'Continuous', mode: 'UEFI' });
  } finally {
    await emulator.stop();
  }
});

test('a certificate of a known authority needs no fingerprint, if it is for that address', async () => {
  const emulator = await startEmulator({ isTls: true });
  const known = getCACertificates('default');
  try {
    setDefaultCACertificates([...known, emulator.certificate ?? '']);
    await set({ url: emulator.url });
    assert.equal((await view()).power, 'off');
    await set({ url: emulator.url.replace('127.0.0.1', 'localhost') });
    assert.match((await refused(read())).message, /^No authority that this server knows vouches for the certificate of localhost:\d+ \(ERR_TLS_CERT_ALTNAME_INVALID\)/);
  } finally {
    setDefaultCACertificates(known);
    await emulator.stop();
  }
});

describe('while a host is being installed', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator({ machines: ['On'] });
    await set({ url: emulator.url });
    await addInstallation(store.database, 'first', 'installing');
  });
  after(() => emulator.stop());

  test('nothing is switched unless forced, and the timeline tells what was done', async () => {
    for (const action of ['on', 'off', 'cycle', 'boot-network'] as const) assert.deepEqual(await act(action), { outcome: 'installing' });
    assert.deepEqual(await eventsOf(store.database, 'first'), []);
    assert.equal((await emulator.system()).PowerState, 'On');
    assert.equal((await act('off', true)).outcome, 'done');
    await set({ url: emulator.url, password: 'wrong' });
    assert.equal((await act('on', true)).outcome, 'failed');
    const [done, failed, ...more] = await eventsOf(store.database, 'first');
    assert.deepEqual(done, { kind: 'power', actor: 'olga', detail: { action: 'off' } });
    assert.equal(failed?.kind, 'power');
    assert.match(JSON.stringify(failed.detail), /^\{"action":"on","problem":"127\.0\.0\.1:\d+ does not accept this user name and password\./);
    assert.deepEqual(more, []);
  });
});
