// SPDX-License-Identifier: GPL-2.0-or-later
// What an installed node is to the fleet: its tools, which the installation has put there and systemd runs, check in with its key until that is revoked. Asked and done by the admin API.
import assert from 'node:assert/strict';
import { FleetList, NodeDetail } from '#kickstart/fleet/view.ts';
import { answerRequest } from '#server/api/handle.ts';
import { createApiToken } from '#server/auth/api-tokens.ts';
import { siteAt } from '#server/installations/site.fixture.ts';
import type { Bench } from './bench.ts';
import type { Machine } from './machine.ts';
import { LIMITS } from './scenarios.ts';
import type { Site } from './site.ts';
import { installedKernel } from './system-files.ts';

/** As the stand-ins of the image have it. */
const NVR = 'ovirt-node-ng-4.5.5-0.20261101.0';
const LAYER = `${NVR}+1`;

type Ask = (method: 'GET' | 'DELETE', path: string) => Promise<Response>;

/** Asks as a script of an administrator does. */
async function adminApi({ store, bootUrl, dataDirectory }: Site): Promise<Ask> {
  const made = await createApiToken(store, { title: 'the boot test', role: 'admin', days: 1 }, undefined);
  assert(made.outcome === 'created');
  const services = { site: () => siteAt(bootUrl, dataDirectory), validate: () => assert.fail('nothing here is validated') };
  return async (method, path) => {
    const request = new Request(`http://localhost:3000/api/v1/${path}`, { method, headers: { authorization: `Bearer ${made.token}`, host: 'localhost:3000' } });
    const response = await answerRequest(request, () => Promise.resolve(store), services);
    assert.equal(response.status, 200, path);
    return response;
  };
}

/** The node as soon as it is so: the stream tells of every change. */
async function nodeWhen(ask: Ask, id: string, isSo: (node: NodeDetail) => boolean): Promise<NodeDetail> {
  let text = '';
  for await (const part of (await ask('GET', `hosts/${id}/node/stream`)).body ?? []) {
    text += new TextDecoder().decode(part);
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      const node = data === undefined ? undefined : NodeDetail.parse(JSON.parse(data));
      if (node !== undefined && isSo(node)) return node;
    }
  }
  return assert.fail(`the stream of ${id} ended before it was so`);
}

/** After {@link expectHealthy}. */
export async function expectInFleet({ site }: Bench, machine: Machine, id: string): Promise<void> {
  await machine.expect('node: /usr/local/bin/basewright-node is /etc/basewright/basewright-node\n', LIMITS.step);
  await machine.expect('node: /usr/local/share/cockpit/basewright is /etc/basewright/cockpit\n', LIMITS.step);
  await machine.expect('node: check-in ended with 0; reports that wait: 0\n', LIMITS.step);
  const ask = await adminApi(site);
  const { body, keys: [key, ...otherKeys], ...node } = await nodeWhen(ask, id, ({ health }) => health === 'ok');
  assert.deepEqual([node.nvr, node.layer, node.base, node.isSilent, node.healthReason], [NVR, LAYER, NVR, false, null]);
  assert.deepEqual([node.poolPercent, node.metadataPercent], [4.77, 1.2]);
  assert.deepEqual(body?.layout, [{ base: NVR, layers: [LAYER] }]);
  assert.equal(body.kernel, installedKernel().version);
  assert.deepEqual(body.health.checks.filter(({ ok }) => !ok), []);
  // Neither is in this image; the node says so, and is well.
  assert.deepEqual([body.bootCounting, body.cockpit, body.channel], ['none', null, null]);
  assert.deepEqual([key?.isFromInstallation, key?.firstUsedAt === null, key?.revokedAt, otherKeys.length], [true, false, null, 0]);
  const { items } = FleetList.parse(await (await ask('GET', 'fleet')).json());
  assert.deepEqual(items.map((each) => [each.id, each.layer, each.health, each.hasKey]), [[id, LAYER, 'ok', true]]);

  assert.deepEqual(await (await ask('DELETE', `hosts/${id}/node/key`)).json(), { revoked: 1 });
  await machine.expect("It does not know this node's key: it was revoked", LIMITS.step);
  await site.log.expect(/"path":"\/node\/check-in","status":404/, LIMITS.step);
}
