// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of arming, installations, their stream and discovered machines over the API.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { siteAt } from '../installations/site.fixture.ts';
import { openBootStore } from '../store/boot-store.ts';
import { openTestApi, profileDocument, type TestApi } from './api.fixture.ts';
import { answerRequest } from './handle.ts';

let api: TestApi;
const post = (path: string, body?: unknown, as: 'viewer' | 'operator' | 'admin' = 'operator') => api.call(path, { method: 'POST', as, ...(body !== undefined && { body }) });

before(async () => {
  api = await openTestApi();
  await api.call('profiles/node', { method: 'PUT', as: 'admin', body: profileDocument('node') });
  await api.call('profiles/unsafe', { method: 'PUT', as: 'admin', body: profileDocument('unsafe', { image: { url: 'http://192.0.2.9/node.squashfs' } }) });
  for (const [id, mac, profile] of [['a', '52:54:00:00:00:01', 'node'], ['b', '52:54:00:00:00:02', 'node'], ['c', '52:54:00:00:00:03', 'unsafe']]) await api.call(`hosts/${id}`, { method: 'PUT', as: 'admin', body: { hostname: id, macs: [mac], profile } });
});
after(() => api.store.remove());

test('the verdict on many hosts names machine, disk and reasons, for viewers too', async () => {
  const { status, body } = await post('hosts/installability', { hosts: ['a', 'c', 'none'] }, 'viewer');
  assert.equal(status, 200);
  assert.match(JSON.stringify(body), /"id":"a","hostname":"a","macs":\["52:54:00:00:00:01"\],"profile":"node","profileTitle":"Profile node","disk":"[^"]*vda[^"]*","state":"new","isInstallable":true,"reasons":\[\],"warnings":\[.*no installer tree for CentOS Stream 9/);
  assert.match(JSON.stringify(body), /"id":"c".*"isInstallable":false,"reasons":\[\{"field":"image\.checksum"/);
  assert.equal((await post('hosts/installability', { hosts: [] }, 'viewer')).status, 422);
});

test('many are armed at once; each refusal has its reason', async () => {
  const { body } = await post('hosts/arm', { hosts: ['a', 'c'], minutes: 30 });
  assert.match(JSON.stringify(body), /^\{"armed":\[\{"id":"a","warnings":\[.*no installer tree for CentOS Stream 9.*\],"armedUntil":"2026-11-23T12:30:00\.000Z"\}\],"refused":\[\{"id":"c","reasons":\[\{"field":"image\.checksum"/);
});

test('an image that this server should have and has not forbids arming, and one that is four times too large too', async () => {
  const url = `http://192.0.2.1:8080/images/${'a'.repeat(64)}/node.squashfs`;
  await api.call('profiles/node', { method: 'PUT', as: 'admin', headers: { 'if-match': '*' }, body: profileDocument('node', { image: { url, checksum: 'a'.repeat(64) } }) });
  const { status, body } = await post('hosts/b/arm');
  assert.deepEqual([status, JSON.stringify(body).includes('There is no such image on this server')], [409, true]);
  await api.call('profiles/node', { method: 'PUT', as: 'admin', headers: { 'if-match': '*' }, body: profileDocument('node') });
});

test('an installation is shown with its timeline; nobody but a person with a login sees it', async () => {
  const { status, body } = await api.call('hosts/a/installation', { as: 'viewer' });
  assert.equal(status, 200);
  const text = JSON.stringify(body);
  assert.match(text, /"current":\{"id":"[A-Za-z0-9_-]{22}","state":"armed","armedAt":"2026-11-23T12:00:00\.000Z","armedBy":"olga"/);
  assert.match(text, /"events":\[\{"number":\d+,"at":"[^"]+","kind":"armed","address":null,"actor":"olga","detail":\{"until":\d+,"isRehearsal":false\}\}\]/);
  assert.doesNotMatch(text, /token/i);
  assert.equal((await api.call('hosts/none/installation', { as: 'viewer' })).status, 404);
  for (const path of ['log', 'kickstart']) assert.equal((await api.call(`hosts/a/installation/${path}`, { as: 'viewer' })).status, 404, path);
});

test('the stream sends the installation at once and after each change by the boot plane, and does not keep a session alive', async () => {
  const stop = new AbortController();
  const headers = { host: 'localhost:3000', cookie: `basewright_session=${api.sessions.viewer}` };
  const request = new Request('http://localhost:3000/api/v1/hosts/a/installation/stream', { headers, signal: stop.signal });
  const seen = () => api.store.database.selectFrom('sessions').select('seen_at').where('user_name', '=', 'vic').executeTakeFirstOrThrow();
  const before = await seen();
  api.store.pass(5 * 60_000);
  const response = await answerRequest(request, () => Promise.resolve(api.store), { validate: () => Promise.resolve(api.verdict), site: () => siteAt('http://192.0.2.1:8080', api.store.directory) });
  assert.deepEqual([response.status, response.headers.get('content-type'), response.headers.get('cache-control')], [200, 'text/event-stream; charset=utf-8', 'no-store, no-transform']);
  assert(response.body !== null);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  assert.match(String((await reader.read()).value), /^event: installation\ndata: \{"current":\{.*"stage":"armed".*\n\n$/s);
  const boot = openBootStore(api.store.directory);
  const installation = boot.installationOf('a');
  assert(installation !== undefined);
  boot.write((writer) => writer.change(installation.id, { state: 'installing', stage: 'storage' }));
  assert.match(String((await reader.read()).value), /"state":"installing".*"stage":"storage"/s);
  boot.close();
  stop.abort();
  await reader.cancel();
  assert.deepEqual(await seen(), before);
});

test('a server that is told to stop ends the streams, and listens for that only while there is one', async () => {
  const listeners = process.listenerCount('SIGTERM');
  const request = new Request('http://localhost:3000/api/v1/hosts/a/installation/stream', { headers: { host: 'localhost:3000', cookie: `basewright_session=${api.sessions.viewer}` } });
  const response = await answerRequest(request, () => Promise.resolve(api.store), { validate: () => Promise.resolve(api.verdict), site: () => siteAt('http://192.0.2.1:8080', api.store.directory) });
  assert(response.body !== null);
  const reader = response.body.getReader();
  assert.equal((await reader.read()).done, false);
  assert.equal(process.listenerCount('SIGTERM'), listeners + 1);
  process.emit('SIGTERM');
  assert.equal((await reader.read()).done, true);
  assert.equal(process.listenerCount('SIGTERM'), listeners);
});

test('a decision is refused while nothing waits, and taken when a machine does', async () => {
  assert.equal((await post('hosts/a/approve')).status, 409);
  await api.store.database.updateTable('installations').set({ is_rehearsal: 1, stage: 'waiting' }).where('host_id', '=', 'a').execute();
  assert.deepEqual(await post('hosts/a/approve').then(({ status, body }) => [status, body]), [200, { decision: 'approved' }]);
  assert.equal((await post('hosts/a/refuse')).status, 409);
  assert.equal((await post('hosts/none/approve')).status, 404);
});

test('what was given out is compared with what would be given out now, line by line and without secrets', async () => {
  await api.store.database.updateTable('installations').set({ state: 'disarmed' }).where('host_id', '=', 'a').execute();
  const { id } = await api.store.database.selectFrom('installations').select('id').where('host_id', '=', 'a').where('is_current', '=', 1).executeTakeFirstOrThrow();
  await api.store.database.insertInto('served_kickstarts').values({ installation_id: id, at: 0, address: '192.0.2.7', sha256: 'f'.repeat(64), text: 'text\nreboot\nliveimg --url=old\n' }).execute();
  const { status, body } = await api.call('hosts/a/installation/kickstart', { as: 'viewer' });
  assert.equal(status, 200);
  assert.match(JSON.stringify(body), /"changes":\[.*\{"kind":"removed","text":"liveimg --url=old"\}/);
  assert.match(JSON.stringify((await api.call('hosts/a/installation', { as: 'viewer' })).body), /"served":\{"sha256":"f{64}","at":"1970-01-01T00:00:00\.000Z","address":"192\.0\.2\.7","isChanged":true\}/);
});

test('a discovered machine becomes a host that is not armed, is set aside, or is forgotten', async () => {
  const boot = openBootStore(api.store.directory);
  for (const number of [1, 2]) boot.write((writer) => writer.discover({ mac: `52:54:00:dd:00:0${number}`, at: number, address: '192.0.2.7', facts: { serial: '<script>' } }, 10));
  boot.close();
  const list = async () => JSON.stringify((await api.call('discoveries', { as: 'viewer' })).body);
  assert.match(await list(), /"total":2/);
  const approve = (body: object) => api.call('discoveries/52-54-00-DD-00-01/approve', { method: 'POST', as: 'admin', body });
  assert.equal((await approve({ hostname: 'a', profile: 'node' })).status, 409, 'a name that is taken');
  assert.equal((await approve({ hostname: 'new1', profile: 'none' })).status, 422);
  assert.equal((await approve({ hostname: 'new1', profile: 'node' })).status, 201);
  assert.match(JSON.stringify((await api.call('hosts?search=new1', { as: 'viewer' })).body), /"state":"new"/);
  assert.equal((await approve({ hostname: 'new2', profile: 'node' })).status, 404, 'no longer there');
  assert.deepEqual((await post('discoveries/52:54:00:dd:00:02/ignore')).body, { isIgnored: true });
  assert.match(await list(), /"isIgnored":true/);
  assert.equal((await api.call('discoveries/52:54:00:dd:00:02', { method: 'DELETE', as: 'operator' })).status, 204);
  assert.match(await list(), /"total":0/);
});
