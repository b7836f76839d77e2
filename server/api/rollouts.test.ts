// SPDX-License-Identifier: GPL-2.0-or-later
// rollouts by the API: the plan, the making, what is shown, what people do, and what is refused in words.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { RollbackAnswer, RolloutDetail, RolloutList, RolloutNodeList, RolloutPlan, RolloutSummary } from '#kickstart/fleet/rollout-view.ts';
import { addChannel, addFollower, addTestImage, hashOf, publish } from '../channels/channel.fixture.ts';
import { addNodes, nameOf, say } from '../rollouts/rollout.fixture.ts';
import { settleDue } from '../rollouts/ticker.ts';
import { type BootStore, openBootStore } from '../store/boot-store.ts';
import { openTestApi, type TestApi } from './api.fixture.ts';
import { answerRequest } from './handle.ts';

let api: TestApi;
let boot: BootStore;
before(async () => {
  api = await openTestApi();
  const { store } = api;
  await addChannel(store, 'stable');
  await addChannel(store, 'empty');
  for (const number of [161, 162]) await addTestImage(store, number);
  await publish(store, 'stable', 162);
  await addFollower(store, 'edge', 'stable');
  await addNodes(store, Array.from({ length: 7 }, (_, number) => nameOf(number)));
  await store.database.updateTable('nodes').set({ silent_at: 0 }).where('host_id', '=', nameOf(0)).execute();
  await store.database.insertInto('node_pins').values({ host_id: nameOf(6), reason: 'the audit', at: 0, actor: 'ada' }).execute();
  boot = openBootStore(store.directory);
});
after(async () => {
  boot.close();
  await api.store.remove();
});

const Problem = z.object({ type: z.string(), detail: z.string().optional() });
const post = (path: string, body: object, as: 'viewer' | 'operator' = 'operator') => api.call(path, { as, method: 'POST', body });
const get = (path: string) => api.call(path, { as: 'viewer' });

test('a viewer sees the plan: waves in order, the silent one last, the pinned one left out', async () => {
  const { status, body } = await post('rollouts/preview', { channel: 'stable', canary: 2, waveSize: 3 }, 'viewer');
  assert.equal(status, 200);
  const plan = RolloutPlan.parse(body);
  assert.deepEqual(plan.waves.map(({ count, nodes }) => [count, nodes.map(({ id }) => id)]), [[2, ['node01', 'node02']], [3, ['node03', 'node04', 'node05']], [1, ['node00']]]);
  assert.deepEqual(plan.skipped, [{ id: 'node06', hostname: 'node06.example.com', reason: 'It is pinned: the audit' }]);
  assert.deepEqual(plan.counts, { hosts: 7, planned: 6, skipped: 1, silent: 1 });
  assert.match(plan.warnings.join(' '), /1 node is silent.*maintenance window/);
  assert.deepEqual([plan.obstacles, plan.image?.nvr], [[], 'my-node-162.0-1']);
  const without = RolloutPlan.parse((await post('rollouts/preview', { channel: 'stable', skipSilent: true }, 'viewer')).body);
  assert.deepEqual([without.counts.planned, without.skipped.at(-1)?.reason], [5, 'It is silent.']);
});

test('what cannot be made is refused with every reason', async () => {
  const refused = async (body: object) => {
    const reply = await post('rollouts', body);
    return [reply.status, Problem.parse(reply.body).detail ?? ''] as const;
  };
  assert.match((await refused({ channel: 'empty' })).join(' '), /^409 The channel "Channel empty" is empty/);
  assert.match((await refused({ channel: 'nowhere' })).join(' '), /^404 /);
  assert.match((await refused({ channel: 'stable', hosts: ['node06'] })).join(' '), /^409 No host is left that could be asked/);
  assert.match((await refused({ channel: 'stable', sha256: hashOf(161) })).join(' '), /^409 The channel has another image than the one you saw/);
  for (const wrong of [{}, { channel: 'stable', canary: 0 }, { channel: 'stable', reboot: 'later' }, { channel: 'stable', nodeMinutes: 1 }, { channel: 'stable', soakMinutes: -1 }, { channel: 'stable', soakMinutes: 10_081 }, { channel: 'stable', soakMinutes: 0.5 }, { channel: 'stable', hosts: [] }, { channel: 'stable', more: 1 }])
    assert.equal((await post('rollouts', wrong)).status, 422, JSON.stringify(wrong));
  await api.store.database.updateTable('images').set({ state: 'retired' }).where('sha256', '=', hashOf(162)).execute();
  assert.match((await refused({ channel: 'stable' })).join(' '), /^409 The image is retired/);
  await api.store.database.updateTable('images').set({ state: 'available' }).execute();
  assert.equal((await post('rollouts', { channel: 'stable' }, 'viewer')).status, 403);
});

test('made, seen, paused, resumed, stopped, taken back', async () => {
  const made = await post('rollouts', { channel: 'stable', canary: 1, waveSize: 2, reboot: 'now', title: 'November', soakMinutes: 5, sha256: hashOf(162) });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { id, title, counts, total, leftOut, madeBy, soakMinutes, nextWaveAt } = RolloutSummary.parse(made.body);
  assert.deepEqual([soakMinutes, nextWaveAt], [5, null]);
  assert.deepEqual([made.headers.get('location'), title, counts.asked, counts.waiting, total, leftOut, madeBy], [`/api/v1/rollouts/${id}`, 'November', 1, 5, 6, 1, 'olga']);
  assert.deepEqual(RolloutList.parse((await get('rollouts?state=active')).body).items.map((each) => each.id), [id]);
  assert.deepEqual(RolloutList.parse((await get('rollouts?state=done')).body), { items: [], next: null, total: 0 });

  const paused = await post(`rollouts/${id}/pause`, { reason: 'lunch' });
  assert.deepEqual([paused.status, RolloutSummary.parse(paused.body).state, RolloutSummary.parse(paused.body).reason], [200, 'paused', 'lunch']);
  const again = await post(`rollouts/${id}/pause`, {});
  assert.deepEqual([again.status, Problem.parse(again.body).detail], [409, 'Only a running roll-out can be paused. This one is paused.']);
  assert.equal((await post(`rollouts/${id}/resume`, {})).status, 200);

  const { id: wishId } = await api.store.database.selectFrom('node_wishes').select('id').where('host_id', '=', 'node01').executeTakeFirstOrThrow();
  boot.write((writer) => writer.giveWish(wishId, api.store.now()));
  for (const step of ['begun', 'installed', 'good'] as const) say(boot, { host: 'node01', wishId, step }, api.store.now());
  assert.equal(RolloutDetail.parse((await get(`rollouts/${id}`)).body).nextWaveAt, new Date(api.store.now() + 5 * 60_000).toISOString());
  api.store.pass(5 * 60_000);
  await api.store.database.updateTable('nodes').set({ nvr: 'my-node-162.0-1', seen_at: api.store.now() }).where('host_id', '=', 'node01').execute();
  assert.equal(await settleDue(api.store), 1);
  const detail = RolloutDetail.parse((await get(`rollouts/${id}`)).body);
  assert.deepEqual([detail.wave, detail.fraction, detail.waveCounts.map(({ wave, total: of, counts: by }) => [wave, of, by.healthy, by.asked])], [1, 0.166, [[0, 1, 1, 0], [1, 2, 0, 2], [2, 2, 0, 0], [3, 1, 0, 0]]]);
  assert.deepEqual([detail.events.map(({ kind }) => kind), detail.events[1]?.detail], [['made', 'wave', 'paused', 'resumed', 'soak', 'wave'], { wave: 0, asked: 1, skipped: 0 }]);
  assert.deepEqual(detail.may, { pause: true, resume: false, stop: true, retry: 0, rollback: 3 });

  assert.equal((await post(`rollouts/${id}/stop`, {})).status, 200);
  const back = await post(`rollouts/${id}/rollback`, {});
  assert.deepEqual([back.status, RollbackAnswer.parse(back.body).asked, RollbackAnswer.parse(back.body).rollout.state], [200, 1, 'stopped']);
  assert.equal((await post(`rollouts/${id}/resume`, { retry: true })).status, 409);
});

test('its nodes, by wave and name, filtered and page by page', async () => {
  const id = RolloutList.parse((await get('rollouts')).body).items[0]?.id ?? '';
  const nodes = async (query: string) => RolloutNodeList.parse((await get(`rollouts/${id}/nodes${query}`)).body);
  const first = await nodes('?limit=3');
  assert.deepEqual([first.items.map(({ hostId, wave, state }) => [hostId, wave, state]), first.total], [[['node06', -1, 'skipped'], ['node01', 0, 'healthy'], ['node02', 1, 'skipped']], 7]);
  const next = await nodes(`?limit=3&cursor=${first.next}`);
  const last = await nodes(`?limit=3&cursor=${next.next}`);
  assert.deepEqual([...next.items, ...last.items].map(({ hostId }) => hostId), ['node03', 'node04', 'node05', 'node00']);
  assert.equal(last.next, null);
  assert.deepEqual((await nodes('?state=healthy')).items.map(({ hostId, wish, beforeLayer }) => [hostId, wish?.action, wish?.state, beforeLayer]), [['node01', 'rollback', 'open', 'my-node-161.0-1+1']]);
  assert.deepEqual((await nodes('?search=NODE03&wave=1')).items.map(({ hostId }) => hostId), ['node03']);
  for (const wrong of ['?state=x', '?wave=a', '?cursor=x', '?limit=0', '?other=1']) assert.equal((await get(`rollouts/${id}/nodes${wrong}`)).status, 422, wrong);
});

test('a stream is the roll-out, and again when it changes; what is not there is a 404 everywhere', async () => {
  const id = RolloutSummary.parse((await post('rollouts', { channel: 'stable', hosts: ['node04'], reboot: 'now' })).body).id;
  const stop = new AbortController();
  const request = new Request(`http://localhost:3000/api/v1/rollouts/${id}/stream`, { headers: { host: 'localhost:3000', cookie: `basewright_session=${api.sessions.viewer}` }, signal: stop.signal });
  const response = await answerRequest(request, () => Promise.resolve(api.store), { validate: () => Promise.reject(new Error('not asked')), site: () => { throw new Error('not asked'); } });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert(reader !== undefined);
  const read = async () => RolloutDetail.parse(JSON.parse(/^event: rollout\ndata: (.*)\n\n$/.exec((await reader.read()).value ?? '')?.[1] ?? ''));
  assert.equal((await read()).state, 'running');
  await post(`rollouts/${id}/pause`, {});
  assert.equal((await read()).state, 'paused');
  stop.abort();
  await reader.cancel();
  for (const path of ['rollouts/nothing', 'rollouts/nothing/nodes', 'rollouts/nothing/stream']) assert.equal((await get(path)).status, 404, path);
  for (const deed of ['pause', 'resume', 'stop', 'rollback']) assert.equal((await post(`rollouts/nothing/${deed}`, {})).status, 404, deed);
});
