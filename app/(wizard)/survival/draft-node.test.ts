// SPDX-License-Identifier: GPL-2.0-or-later
// What of a draft counts for upgrades: volumes with a path that can be one, whatever else is typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { survivalOf } from '#kickstart/profile/survival.ts';
import { newDraft } from '../draft/draft.ts';
import { nodeOfDraft } from './draft-node.ts';

const draft = (...mounts: unknown[]) => ({ ...newDraft(), storage: { volumes: mounts.map((mount) => ({ mount })) } });

test('a mount point that is not finished, or belongs to the layer, changes nothing', () => {
  const node = nodeOfDraft(draft('/var', '/', '', '/etc', '/srv/', 7, null, '/srv/vm'));
  assert.deepEqual(node.storage.volumes, [{ mount: '/var' }, { mount: '/srv/vm' }]);
  assert.deepEqual(['/', '/etc/hostname', '/srv/vm/a', '/srv/b'].map((path) => survivalOf(path, node)), ['lost', 'kept', 'shared', 'lost']);
});

test('anything that a browser may have kept is read', () => {
  for (const document of [{}, { storage: null, layout: 'x' }, { storage: { volumes: 'x' } }]) assert.deepEqual(nodeOfDraft(document), { storage: { volumes: [] }, layout: { init: false, nodeStorage: 'full' } });
});
