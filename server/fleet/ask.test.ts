// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of asking as many nodes as may be asked at once: each has its answer, and the store is not held for one statement a node.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { KyselyPlugin } from 'kysely';
import { hostFixtures, profileFixtures } from '#kickstart/profile/fixtures.ts';
import { putHost } from '../hosts/hosts.ts';
import { putProfile } from '../profiles/profiles.ts';
import type { Store } from '../store/store.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { askNodes, MOST_ASKED } from './ask.ts';
import { checkIn, publish } from './fleet.fixture.ts';
import { makeKey } from './keys.ts';

const ids = Array.from({ length: MOST_ASKED }, (_, number) => `node${number}`);
/** Of these there is a host. */
const known = ids.filter((_, number) => number % 20 === 0);
let store: TestStore;

before(async () => {
  store = await openTestStore();
  const [profile, host] = [profileFixtures.get('ovirt-node'), hostFixtures.get('host-overrides')];
  assert(profile !== undefined && host !== undefined);
  await putProfile(store, profile.id, profile, { kind: 'force' });
  await publish(store, 'stable', 'node-1.1-1');
  for (const [index, id] of known.entries()) {
    const put = await putHost(store, id, { ...host, id, hostname: `${id}.example.com`, macs: [`52:54:00:00:01:${index.toString(16).padStart(2, '0')}`] }, { kind: 'force' });
    assert.notEqual(put.outcome, 'invalid');
    await makeKey(store, id, undefined);
  }
  await store.database.updateTable('profiles').set({ channel: 'stable' }).execute();
  checkIn(store, known.map((id) => ({ id })));
});
after(() => store.remove());

/** The store, and how many statements ran inside of its transactions. */
function counted(): { store: Store; statements: () => number } {
  let statements = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      statements += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  return { store: { ...store, write: (work) => store.write((transaction) => work(transaction.withPlugin(plugin))) }, statements: () => statements };
}

test('as many as may be asked get their answers in their order, by a few statements', async () => {
  const { store: watched, statements } = counted();
  const answer = await askNodes(watched, ids, { action: 'upgrade', reboot: 'window' }, 'ada');
  assert.deepEqual([answer.asked, answer.refused, answer.items.map(({ id }) => id)], [known.length, ids.length - known.length, ids]);
  for (const item of answer.items) {
    if (item.outcome === 'refused') assert.deepEqual([known.includes(item.id), item.reason], [false, `There is no host "${item.id}".`]);
    else assert.deepEqual([item.wish.state, item.wish.nvr, item.wish.madeBy], ['open', 'node-1.1-1', 'ada']);
  }
  const rows = await store.database.selectFrom('node_wishes').select(['id', 'host_id']).execute();
  assert.deepEqual(rows.map(({ id }) => id).sort(), answer.items.flatMap((item) => (item.outcome === 'asked' ? [item.wish.id] : [])).sort());
  assert(statements() < 20, `${statements()} statements`);
});
