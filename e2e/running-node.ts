// SPDX-License-Identifier: GPL-2.0-or-later
// Nodes that run, as the boot plane sees them: each has the key that the API made for its host, and does what it is told.
import type { Page } from '@playwright/test';
import { NewNodeKey, NodeDetail } from '#kickstart/fleet/view.ts';
import { createNodeClient } from '../bench/node-client.ts';
import { type Fate, SimulatedNode } from '../bench/simulated-node.ts';
import type { RunningServer } from './frame/server.ts';
import { expect } from './frame/test.ts';

/** What nodes of tests run at first: image 1 of the seeds. */
export const OLD = 'my-node-1.0-1';

export type RunningNode = {
  readonly node: SimulatedNode;
  /** One turn of its timer: the next step of what it does, and a check-in. */
  turn: () => Promise<void>;
  /** Turns until it has done what it was told, and said so. */
  finish: () => Promise<void>;
};

/** Lets the node of a host check in. @param page of an admin, who makes its key. */
export async function runningNode(page: Page, server: RunningServer, hostname: string, fate: Fate = 'good'): Promise<RunningNode> {
  const answer = await page.request.post(`${server.adminUrl}/api/v1/hosts/${hostname}/node/key`, { headers: { origin: server.adminUrl } });
  expect(answer.ok(), await answer.text()).toBe(true);
  const { key } = NewNodeKey.parse(await answer.json());
  const node = new SimulatedNode({ hostname, key, nvr: OLD, fate });
  const client = createNodeClient(() => server.bootUrl, 1);
  const turn = () => node.turn(client);
  const running = {
    node, turn,
    finish: async () => {
      await turn();
      while (node.isBusy || node.unsaid > 0) await turn();
    },
  };
  await turn();
  // Check-ins are written many at once, a moment after they were answered.
  const isSeen = async () => NodeDetail.parse(await (await page.request.get(`${server.adminUrl}/api/v1/hosts/${hostname}/node`)).json()).layer;
  await expect.poll(isSeen, { message: `${hostname} has checked in` }).toBe(node.layer);
  return running;
}
