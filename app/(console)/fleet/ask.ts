// SPDX-License-Identifier: GPL-2.0-or-later
// Asks nodes over the API to upgrade or to roll back.
import { z } from 'zod';
import { AskedNodes, type FleetNode } from '#kickstart/fleet/view.ts';
import { type Answer, apiPath, callApi } from '../../api-client.ts';

export type Action = 'upgrade' | 'rollback';
export const reboots = ['window', 'now', 'never'] as const;
export type Reboot = (typeof reboots)[number];

/** What must be known of a node to ask it. */
export type AskableNode = Pick<FleetNode, 'id' | 'hostname' | 'channel'>;

type Question = {
  readonly reboot: Reboot;
  /** Of an upgrade; empty: the channel that each node follows. */
  readonly channel: string;
  /** Of a roll back of one node; empty: the layer before the running one. */
  readonly to: string;
};

/** Ids of nodes that were asked, and of those that were not with the reason. */
export type Asked = { readonly asked: readonly string[]; readonly refused: readonly { readonly id: string; readonly reason: string }[] };

/** A refusal of the only node is a problem; of many, it is one of their outcomes. */
export async function ask(action: Action, nodes: readonly AskableNode[], { reboot, channel, to }: Question): Promise<Answer<Asked>> {
  const body = { reboot, ...(channel === '' ? {} : { channel }), ...(to === '' ? {} : { to }) };
  const [only] = nodes;
  if (only !== undefined && nodes.length === 1) {
    const answer = await callApi({ method: 'POST', path: apiPath(['hosts', only.id, 'node', action]), body, schema: z.unknown() });
    return answer.ok ? { ...answer, data: { asked: [only.id], refused: [] } } : answer;
  }
  const answer = await callApi({ method: 'POST', path: apiPath(['fleet', action]), body: { ...body, hosts: nodes.map(({ id }) => id) }, schema: AskedNodes });
  if (!answer.ok) return answer;
  const { items } = answer.data;
  return { ...answer, data: { asked: items.filter(({ outcome }) => outcome === 'asked').map(({ id }) => id), refused: items.flatMap((item) => (item.outcome === 'refused' ? [item] : [])) } };
}
