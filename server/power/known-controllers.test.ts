// SPDX-License-Identifier: GPL-2.0-or-later
// What firmware of several makers does differently, as is known in public: sessions, ETags, boot modes, settings resources, tasks, missing actions.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Answers, type FakeBmc, startBmc, SYSTEM } from './bmc.fixture.ts';
import { PowerError } from './power-error.ts';
import { bootFromNetworkOnce, restart, switchOff, switchOn } from './system.ts';

const started: FakeBmc[] = [];
after(() => Promise.all(started.map((bmc) => bmc.stop())));

async function bmcWith(answers: Answers): Promise<FakeBmc> {
  const bmc = await startBmc(answers);
  started.push(bmc);
  return bmc;
}

const sent = (bmc: FakeBmc, method: string) => bmc.asked.filter((asked) => asked.method === method);
const withSystem = (more: object): Answers => ({ 'GET /redfish/v1/Systems/1': { body: { ...SYSTEM, ...more } } });
const withResets = (values: readonly string[], power = 'On') => ({ ...SYSTEM, PowerState: power, Actions: { '#ComputerSystem.Reset': { ...SYSTEM.Actions['#ComputerSystem.Reset'], 'ResetType@Redfish.AllowableValues': values } } });
const bootOnce = (bmc: FakeBmc, bootMethod: 'pxe' | 'uefi-http' = 'pxe') => bmc.use((login, machine) => bootFromNetworkOnce(login, machine, bootMethod));
const doRestart = (bmc: FakeBmc) => bmc.use((login, machine, controller) => restart(login, machine, controller));

const SESSIONS = '/redfish/v1/SessionService/Sessions';
const ROOT_WITH_SESSIONS = { 'GET /redfish/v1/': { body: { Systems: { '@odata.id': '/redfish/v1/Systems' }, Links: { Sessions: { '@odata.id': SESSIONS } } } } };

test('where there are sessions, one is made and ended, and the password travels once', async () => {
  const bmc = await bmcWith({ ...ROOT_WITH_SESSIONS, [`POST ${SESSIONS}`]: { status: 201, headers: { 'x-auth-token': 'TOKEN', location: `${SESSIONS}/7` } }, [`DELETE ${SESSIONS}/7`]: { status: 204 } });
  await bmc.use((login, machine) => switchOff(login, machine));
  const [root, login, ...rest] = bmc.asked;
  assert.equal(root?.headers.authorization, undefined);
  assert.deepEqual(login?.body, { UserName: 'root', Password: 'PASSWORD-canary' });
  for (const asked of rest) assert.deepEqual([asked.headers.authorization, asked.headers['x-auth-token']], [undefined, 'TOKEN']);
  assert.deepEqual([rest.at(-1)?.method, rest.at(-1)?.path], ['DELETE', `${SESSIONS}/7`]);
});

test('a session is ended after a failure too', async () => {
  const bmc = await bmcWith({ ...ROOT_WITH_SESSIONS, [`POST ${SESSIONS}`]: { status: 201, headers: { 'x-auth-token': 'TOKEN', location: `${SESSIONS}/8` } }, 'GET /redfish/v1/Systems/1': { status: 500 } });
  await assert.rejects(bmc.use(() => Promise.resolve()), PowerError);
  assert.equal(sent(bmc, 'DELETE').length, 1);
});

test('where all sessions are taken, or there are none, name and password go with every request', async () => {
  for (const status of [404, 405, 503]) {
    const bmc = await bmcWith({ ...ROOT_WITH_SESSIONS, [`POST ${SESSIONS}`]: { status } });
    await bmc.use(() => Promise.resolve());
    assert.equal(bmc.asked.at(-1)?.headers.authorization, `Basic ${Buffer.from('root:PASSWORD-canary').toString('base64')}`);
  }
});

test('a refused login is not tried a second time: that locks users', async () => {
  const bmc = await bmcWith({ ...ROOT_WITH_SESSIONS, [`POST ${SESSIONS}`]: { status: 401 } });
  await assert.rejects(bmc.use(() => Promise.resolve()), { failure: 'login' });
  assert.equal(bmc.asked.length, 2);
});

test('the ETag goes back as If-Match; a weak one that is refused is tried strong, then none', async () => {
  const taken = (wanted: string | undefined): Answers => ({
    'GET /redfish/v1/Systems/1': { body: SYSTEM, headers: { etag: 'W/"17"' } },
    'PATCH /redfish/v1/Systems/1': ({ headers }) => ({ status: headers['if-match'] === wanted ? 204 : 412 }),
  });
  for (const [wanted, attempts] of [['W/"17"', ['W/"17"']], ['"17"', ['W/"17"', '"17"']], [undefined, ['W/"17"', '"17"', undefined]]] as const) {
    const bmc = await bmcWith(taken(wanted));
    await bootOnce(bmc);
    assert.deepEqual(sent(bmc, 'PATCH').map(({ headers }) => headers['if-match']), attempts);
  }
});

test('the present boot mode is sent along, and left out where it may not be written', async () => {
  const kind = await bmcWith({});
  await bootOnce(kind);
  assert.deepEqual(sent(kind, 'PATCH').map(({ body }) => body), [{ Boot: { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Pxe', BootSourceOverrideMode: 'UEFI' } }]);
  const strict = await bmcWith({ 'PATCH /redfish/v1/Systems/1': ({ body }) => (JSON.stringify(body).includes('Mode') ? { status: 400, body: { error: { message: 'The property BootSourceOverrideMode is read only' } } } : { status: 200 }) });
  assert.equal(await bootOnce(strict), 'The next boot, and only that one, is from the network (PXE).');
  assert.deepEqual(sent(strict, 'PATCH').at(-1)?.body, { Boot: { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Pxe' } });
  await assert.rejects(bootOnce(strict, 'uefi-http'), { failure: 'refused', message: /The property BootSourceOverrideMode is read only\.$/ });
});

test('HTTP boot means UEFI, and an address of an earlier boot is taken away', async () => {
  const bmc = await bmcWith(withSystem({ Boot: { ...SYSTEM.Boot, BootSourceOverrideMode: 'Legacy', HttpBootUri: 'http://192.0.2.1/old.iso' } }));
  await bootOnce(bmc, 'uefi-http');
  assert.deepEqual(sent(bmc, 'PATCH')[0]?.body, { Boot: { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'UefiHttp', BootSourceOverrideMode: 'UEFI', HttpBootUri: null } });
});

test('a boot that is not offered is refused with what is offered', async () => {
  const bmc = await bmcWith(withSystem({ Boot: { ...SYSTEM.Boot, 'BootSourceOverrideTarget@Redfish.AllowableValues': ['None', 'Hdd'] } }));
  await assert.rejects(bootOnce(bmc), { failure: 'refused', message: 'The controller cannot make the next boot one by PXE. It offers: None, Hdd. Another boot method may do; it stands in the settings of the controller.' });
  assert.equal(sent(bmc, 'PATCH').length, 0);
});

test('where the boot is changed at the settings resource, it is changed there', async () => {
  const settings = '/redfish/v1/Systems/1/SD';
  const bmc = await bmcWith({
    ...withSystem({ '@Redfish.Settings': { SettingsObject: { '@odata.id': settings } } }),
    [`GET ${settings}`]: { body: { '@odata.etag': '"9"', Boot: { BootSourceOverrideTarget: 'None' } } },
    [`PATCH ${settings}`]: { status: 204 },
  });
  await bootOnce(bmc);
  assert.deepEqual(sent(bmc, 'PATCH').map(({ path, headers }) => [path, headers['if-match']]), [[settings, '"9"']]);
});

test('a change that takes its time is waited for, and its failure is told', async () => {
  const task = '/redfish/v1/TaskService/Tasks/1';
  const later = (states: readonly object[]): Answers => {
    const left = [...states];
    return { 'PATCH /redfish/v1/Systems/1': { status: 202, headers: { location: task } }, [`GET ${task}`]: () => ({ body: left.shift() }) };
  };
  const good = await bmcWith(later([{ TaskState: 'New' }, { TaskState: 'Running' }, { TaskState: 'Completed' }]));
  await bootOnce(good);
  assert.equal(good.asked.filter(({ path }) => path === task).length, 3);
  const bad = await bmcWith(later([{ TaskState: 'Running' }, { TaskState: 'Exception', error: { message: 'Boot configuration is locked' } }]));
  await assert.rejects(bootOnce(bad), { message: /took the request and could not do it \(Exception\)\. Boot configuration is locked\.$/ });
});

test('allowed values may stand in a resource of their own', async () => {
  const info = '/redfish/v1/Systems/1/ResetActionInfo';
  const bmc = await bmcWith({
    ...withSystem({ Actions: { '#ComputerSystem.Reset': { target: SYSTEM.Actions['#ComputerSystem.Reset'].target, '@Redfish.ActionInfo': info } } }),
    [`GET ${info}`]: { body: { Parameters: [{ Name: 'ResetType', AllowableValues: ['PowerCycle', 'GracefulShutdown'] }] } },
  });
  assert.deepEqual(await doRestart(bmc), ['The machine was told to restart at once (PowerCycle).']);
  assert.match(await bmc.use((login, machine) => switchOff(login, machine)), /asked to shut down \(GracefulShutdown\)/);
});

test('without any restart the machine is switched off, waited for, and switched on', async () => {
  const powers = ['On', 'PoweringOff', 'PoweringOff', 'Off'];
  const bmc = await bmcWith({ 'GET /redfish/v1/Systems/1': () => ({ body: withResets(['On', 'ForceOff'], powers.shift()) }) });
  assert.deepEqual(await doRestart(bmc), ['The machine was told to switch off at once (ForceOff).', 'The machine was told to switch on (On).']);
  assert.deepEqual(sent(bmc, 'POST').map(({ body }) => body), [{ ResetType: 'ForceOff' }, { ResetType: 'On' }]);
});

test('a machine that never goes off is given up in time, with advice', async () => {
  const bmc = await bmcWith(withSystem(withResets(['On', 'ForceOff'])));
  const limits = { call: 5_000, whole: 200, body: 65536, pause: 5 };
  await assert.rejects(bmc.use((login, machine, controller) => restart(login, machine, controller), { limits }), { failure: 'timeout' });
  assert.deepEqual(sent(bmc, 'POST').map(({ body }) => body), [{ ResetType: 'ForceOff' }]);
});

test('what a controller cannot do is said with what it can', async () => {
  const bmc = await bmcWith(withSystem(withResets(['Nmi'])));
  await assert.rejects(doRestart(bmc), { failure: 'refused', message: 'The controller cannot restart this system. It offers: Nmi.' });
  const none = await bmcWith(withSystem({ PowerState: 'Off', Actions: null }));
  await assert.rejects(none.use((login, machine) => switchOn(login, machine)), { message: /offers no power action/ });
});

test('a controller that says nothing about itself is tried as the standard has it', async () => {
  const bmc = await bmcWith(withSystem({ PowerState: null, Boot: undefined, Actions: { '#ComputerSystem.Reset': { target: SYSTEM.Actions['#ComputerSystem.Reset'].target } } }));
  await bootOnce(bmc);
  assert.deepEqual(sent(bmc, 'PATCH')[0]?.body, { Boot: { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Pxe' } });
  assert.deepEqual(await doRestart(bmc), ['The machine was told to restart at once (ForceRestart).']);
});
