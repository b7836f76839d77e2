// SPDX-License-Identifier: GPL-2.0-or-later
// The catalogue: images come in once, with their test; nobody takes one away under a user; the list finds them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { openTestApi, profileDocument, type Reply, type TestApi } from '../api/api.fixture.ts';
import { putChannel } from '../channels/channels.ts';
import { startFileServer } from '../files/file-server.fixture.ts';
import { adoptImages } from './adopt-images.ts';
import { ancestorsOf, findCatalogued, imageUsers, type NewImage, registerImage } from './catalogue.ts';
import { deleteImage } from './image-changes.ts';
import { addImage, findImage, imageDirectory } from './image-store.ts';
import { squashfsBytes } from './squashfs.fixture.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.store.remove());

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const BOOT_URL = 'http://192.0.2.1:8080';
const site = () => ({ bootUrl: BOOT_URL, imagesUrl: `${BOOT_URL}/images`, dataDirectory: api.store.directory });

/** Stores and registers an image that no other test has. */
async function image(fill: number, more: Partial<NewImage> = {}, size = 1000): Promise<string> {
  const bytes = squashfsBytes(size, {}, fill);
  await addImage(api.store.directory, { stream: Readable.from([bytes]), size });
  const sha256 = sha256Of(bytes);
  await registerImage(api.store, { sha256, name: `node-${fill}.squashfs`, size, origin: 'upload', source: `node-${fill}.squashfs`, parent: null, madeFrom: null, actor: 'ada', ...more });
  return sha256;
}

const admin = (path: string, method = 'GET', body?: unknown): Promise<Reply> => api.call(path, { as: 'admin', method, ...(body !== undefined && { body }) });

function member(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Object.entries(body).find(([key]) => key === name)?.[1] : undefined;
}

const profileWith = (id: string, sha256: string): object => profileDocument(id, {
  image: { url: `${BOOT_URL}/images/${sha256}/node.squashfs`, checksum: sha256 }, users: { root: { password: 'hashed', hash: `$6$rounds=100000$abcdefghijklmnop$${'a'.repeat(86)}`, sshKeys: [] } },
});

describe('registerImage', () => {
  test('a row and the job that tests it, once', async () => {
    const sha256 = await image(1);
    await image(1);
    const jobs = await api.store.database.selectFrom('jobs').selectAll().where('subject', '=', sha256).execute();
    assert.deepEqual(jobs.map(({ kind, state, title, input }) => ({ kind, state, title, input })), [{ kind: 'test', state: 'queued', title: 'Test node-1.squashfs', input: JSON.stringify({ sha256 }) }]);
    const reply = await admin(`images/${sha256}`);
    assert.deepEqual([reply.status, member(reply.body, 'testing'), member(reply.body, 'verdict'), member(reply.body, 'url')], [200, jobs[0]?.id, null, `${BOOT_URL}/images/${sha256}/node-1.squashfs`]);
  });

  test('bytes that come anew end a quarantine', async () => {
    const sha256 = await image(2);
    await api.store.database.updateTable('images').set({ state: 'quarantined', state_reason: 'rotten' }).where('sha256', '=', sha256).execute();
    for (const action of ['retire', 'restore']) assert.equal((await admin(`images/${sha256}/${action}`, 'POST')).status, 409);
    await image(2);
    assert.deepEqual([(await findCatalogued(api.store.database, sha256))?.state, (await findCatalogued(api.store.database, sha256))?.state_reason], ['available', null]);
  });

  test('a line of customized images', async () => {
    const first = await image(3);
    const second = await image(4, { parent: first, origin: 'customization', madeFrom: { id: 'recipe' } });
    const third = await image(5, { parent: second });
    assert.deepEqual((await ancestorsOf(api.store.database, { parent: second })).map(({ sha256 }) => sha256), [second, first]);
    assert.deepEqual((await imageUsers(api.store.database, site(), second)).children, [{ sha256: third, name: 'node-5.squashfs' }]);
    assert.equal((await deleteImage(api.store, site(), first)).outcome, 'deleted');
    assert.deepEqual((await ancestorsOf(api.store.database, { parent: second })).map(({ name }) => name), ['node-4.squashfs', null]);
  });
});

describe('adoptImages', () => {
  test('files without a row come in, rows without their file are told', async () => {
    const bytes = squashfsBytes(777, {}, 6);
    const path = join(imageDirectory(api.store.directory), sha256Of(bytes));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes, { mode: 0o600 });
    writeFileSync(join(dirname(path), '.incoming-x'), 'half');
    const lost = await image(7);
    rmSync(findImage(api.store.directory, lost)?.path ?? '');
    assert.deepEqual(await adoptImages(api.store, api.store.directory), { adopted: 1, lost: 1 });
    assert.deepEqual(await adoptImages(api.store, api.store.directory), { adopted: 0, lost: 0 });
    const row = await findCatalogued(api.store.database, sha256Of(bytes));
    assert.deepEqual([row?.origin, row?.name, row?.added_by], ['found', `${sha256Of(bytes).slice(0, 12)}.squashfs`, null]);
    assert.equal(statSync(path).mode & 0o777, 0o444);
    assert.equal((await findCatalogued(api.store.database, lost))?.state, 'quarantined');
  });
});

describe('S46: nobody deletes an image under its users', () => {
  test('a profile and an armed host by name; after them it goes', async () => {
    const sha256 = await image(8);
    assert.equal((await admin('profiles/p8', 'PUT', profileWith('p8', sha256))).status, 201);
    assert.equal((await admin('hosts/h8', 'PUT', { hostname: 'h8', macs: ['52:54:00:00:00:08'], profile: 'p8', overrides: {} })).status, 201);
    assert.deepEqual((await admin('hosts/h8/arm', 'POST')).status, 200);
    const refused = await admin(`images/${sha256}`, 'DELETE');
    assert.deepEqual([refused.status, member(refused.body, 'title'), member(refused.body, 'detail')], [409, 'The image is in use', 'It is used by the profile p8 and the host h8. Give them another image first. To offer it to nobody new, retire it.']);
    assert(findImage(api.store.directory, sha256) !== undefined);
    // Retired it stays for them.
    assert.equal((await api.call(`images/${sha256}/retire`, { as: 'admin', method: 'POST', body: { reason: 'old' } })).status, 200);
    await admin('hosts/h8/disarm', 'POST');
    for (const [path, kind] of [['hosts/h8', 'host'], ['profiles/p8', 'profile']]) {
      const etag = (await admin(path ?? '')).headers.get('etag') ?? '';
      assert.equal((await api.call(path ?? '', { as: 'admin', method: 'DELETE', headers: { 'if-match': etag } })).status, 204, kind);
    }
    assert.equal((await admin(`images/${sha256}`, 'DELETE')).status, 204);
    assert.deepEqual([(await admin(`images/${sha256}`)).status, existsSync(join(imageDirectory(api.store.directory), sha256))], [404, false]);
  });

  test('a machine that installs was promised the image of its kickstart, whatever its profile says by now', async () => {
    const sha256 = await image(9);
    await admin('profiles/p9', 'PUT', profileDocument('p9'));
    await admin('hosts/h9', 'PUT', { hostname: 'h9', macs: ['52:54:00:00:00:09'], profile: 'p9', overrides: {} });
    const row = { id: 'i9', host_id: 'h9', is_current: 1, state: 'installing' as const, armed_at: 0, armed_by: null, expires_at: api.store.now() + 1000, is_rehearsal: 0, decision: null, token_hash: 'x', opened_at: 0, opened_from: 'x', fetches: 1, stage: 'kickstart' as const, stage_at: 0, deadline: null, image_bytes: 0, image_size: null };
    await api.store.database.insertInto('installations').values(row).execute();
    await api.store.database.insertInto('served_kickstarts').values({ installation_id: 'i9', at: 0, address: 'x', sha256: 'x', text: `liveimg --url=${BOOT_URL}/t/x/images/${sha256}/n --checksum=${sha256}` }).execute();
    assert.deepEqual((await imageUsers(api.store.database, site(), sha256, api.store.now())).hosts, [{ id: 'h9', hostname: 'h9' }]);
    assert.equal((await admin(`images/${sha256}`, 'DELETE')).status, 409);
  });

  test('a channel: neither deleted nor retired', async () => {
    const sha256 = await image(10);
    await putChannel(api.store, 'stable', { title: 'Stable', target: 'centos9' }, { kind: 'force' });
    await api.store.database.updateTable('channels').set({ sha256 }).where('id', '=', 'stable').execute();
    assert.match(String(member((await admin(`images/${sha256}`, 'DELETE')).body, 'detail')), /^It is used by the channel stable\./);
    assert.equal((await admin(`images/${sha256}/retire`, 'POST')).status, 409);
    await api.store.database.updateTable('channels').set({ sha256: null }).where('id', '=', 'stable').execute();
    assert.equal((await admin(`images/${sha256}/retire`, 'POST')).status, 200);
  });

  test('a roll-out that may still ask nodes, and a node that was asked by itself', async () => {
    const { database, now } = api.store;
    const sha256 = await image(12);
    const rollout = { id: 'r12', title: 'November', channel_id: null, sha256, nvr: 'x-1-1', state: 'paused' as const, reason: null, wave: 0, waves: 1, reboot: 'now' as const, allowed_failures: 0, accepted_failures: 0, node_minutes: 5, body: '{}', made_at: 0, made_by: null, changed_at: 0, ended_at: null };
    await database.insertInto('rollouts').values(rollout).execute();
    assert.match(String(member((await admin(`images/${sha256}`, 'DELETE')).body, 'detail')), /^It is used by the roll-out "November"\./);
    await database.updateTable('rollouts').set({ state: 'stopped' }).execute();
    await admin('profiles/p12', 'PUT', profileDocument('p12'));
    await admin('hosts/h12', 'PUT', { hostname: 'h12', macs: ['52:54:00:00:00:12'], profile: 'p12', overrides: {} });
    await database.insertInto('node_wishes').values({ id: 'w12', host_id: 'h12', action: 'upgrade', sha256, nvr: 'x-1-1', to_layer: null, reboot: 'now', state: 'begun', rollout_id: 'r12', made_at: now(), changed_at: now() }).execute();
    assert.match(String(member((await admin(`images/${sha256}`, 'DELETE')).body, 'detail')), /^It is used by the host h12\./);
    await database.updateTable('node_wishes').set({ state: 'done' }).execute();
    assert.equal((await admin(`images/${sha256}`, 'DELETE')).status, 204);
  });

  test('F20: a download that has begun ends well', async () => {
    const sha256 = await image(11, {}, 20_000_000);
    const server = await startFileServer(imageDirectory(api.store.directory), { sha256 });
    const reply = await fetch(`${server.url}/${sha256}`);
    const reader = reply.body?.getReader();
    let length = (await reader?.read())?.value?.length ?? 0;
    assert.equal((await admin(`images/${sha256}`, 'DELETE')).status, 204);
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) length += part.value.length;
    assert.equal(length, 20_000_000);
    assert.equal((await fetch(`${server.url}/${sha256}`)).status, 404);
  });

  test('when the database cannot be written, the file stays', async () => {
    const sha256 = await image(12);
    const broken = { ...api.store, write: async () => {
      await api.store.write(() => Promise.resolve());
      throw new Error('the disk is gone');
    } };
    await assert.rejects(deleteImage(broken, site(), sha256), /the disk is gone/);
    assert(findImage(api.store.directory, sha256) !== undefined);
  });
});

describe('the list', () => {
  test('searched, filtered, page by page, with the space there is', async () => {
    api.store.pass(1000);
    const found = [await image(20, { name: 'needle-1.squashfs' }), await image(21, { name: 'Needle-2.squashfs' }), await image(22, { name: 'needle-3.squashfs' })];
    const pages: unknown[] = [];
    for (let after = ''; ;) {
      const { body } = await admin(`images?q=needle&limit=2${after === '' ? '' : `&after=${after}`}`);
      const items = member(body, 'items');
      assert(Array.isArray(items));
      assert.equal(member(body, 'total'), 3);
      pages.push(...items.map((item: unknown) => member(item, 'sha256')));
      const next = member(body, 'next');
      if (typeof next !== 'string') break;
      after = next;
    }
    assert.deepEqual([...pages].sort(), [...found].sort());
    const { body } = await admin(`images?q=${found[1]?.slice(0, 20)}&state=available`);
    assert.deepEqual(member(member(body, 'space'), 'images') !== undefined && member(body, 'total'), 1);
    for (const query of ['after=nonsense', 'state=gone', 'target=dos', 'limit=0']) assert.equal((await admin(`images?${query}`)).status, 422, query);
    assert.equal((await admin('images?q=%25%5C%27%22')).status, 200);
  });
});
