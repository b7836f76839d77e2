// SPDX-License-Identifier: GPL-2.0-or-later
// fleet list, show, upgrade, rollback; host upgrade, rollback, call-off, pin, unpin, node-key.
import type { z } from 'zod';
import type { AskedNode, FleetNode, NodeDetail } from '#kickstart/fleet/view.ts';
import { askNodes, MOST_ASKED, type Question, RollbackRequest, UpgradeRequest } from '../fleet/ask.ts';
import { cancelWish } from '../fleet/cancel-wish.ts';
import { revokeKeys } from '../fleet/keys.ts';
import { FleetRequest, listFleet } from '../fleet/list-fleet.ts';
import { makeConf } from '../fleet/make-conf.ts';
import { readNode } from '../fleet/node-detail.ts';
import { PinRequest, pinNode, unpinNode } from '../fleet/pins.ts';
import { MAX_LIMIT } from '../store/page.ts';
import type { Store } from '../store/store.ts';
import { type Answer, CommandError, failure, type Invocation, refusal, type Run } from './command.ts';
import { allPages, withStore } from './data.ts';
import { findId } from './host.ts';
import { printable, table } from './output.ts';

/** What was given, by a schema of the API. @param names of the options that the fields come from, where they differ */
function given<T>(schema: z.ZodType<T>, values: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>> = {}): T {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new CommandError(2, parsed.error.issues.map(({ path: [field], message }) => ({ path: field === undefined ? '' : `--${names[String(field)] ?? String(field)}`, message })));
}

const WORDS = { sha256: 'image' };

const standing = (node: FleetNode): string => [
  node.isSilent ? 'silent' : node.health, node.isBehind === true && 'behind', node.pin !== null && 'pinned', node.wish !== null && `${node.wish.action} ${node.wish.step ?? node.wish.state}`,
].filter((word) => word !== false).join(', ');

async function fleetOf(store: Store, request: FleetRequest): Promise<FleetNode[]> {
  return allPages(async (cursor) => {
    const answer = await listFleet(store, { ...request, cursor });
    return answer.outcome === 'listed' ? { ...answer, next: answer.next ?? undefined } : answer;
  });
}

export const list: Run = async (invocation) => {
  const request = given(FleetRequest, { filter: invocation.option('filter'), channel: invocation.option('channel'), search: invocation.option('search'), limit: MAX_LIMIT });
  const isFiltered = [request.filter, request.channel, request.search].some((filter) => filter !== undefined);
  return withStore(invocation, async (store) => {
    const nodes = await fleetOf(store, request);
    const rows = nodes.map((node) => [node.id, node.layer ?? '-', node.channelNvr ?? '-', node.poolPercent === null ? '-' : `${Math.round(Math.max(node.poolPercent, node.metadataPercent ?? 0))} %`, node.seenAt ?? 'never', standing(node)]);
    return {
      stdout: rows.length === 0 ? '' : table(['ID', 'LAYER', 'CHANNEL HAS', 'POOL', 'SEEN', 'STATE'], rows),
      notes: rows.length > 0 ? [] : [isFiltered ? 'No node matches.' : 'No node has checked in yet, and none has a key. Install a host, or make a key for one that runs: basewright host node-key ID'],
      json: { nodes },
    };
  });
};

function facts(node: NodeDetail): string {
  const rows: readonly (readonly [string, string | null])[] = [
    ['layer', node.layer], ['channel', node.channel === null ? null : `${node.channel}, which has ${node.channelNvr ?? 'no image'}`], ['state', standing(node)], ['why', node.healthReason], ['seen', node.seenAt],
    ['pool', node.poolPercent === null ? null : `data ${node.poolPercent} %, metadata ${node.metadataPercent ?? 0} %`], ['pinned', node.pin?.reason ?? null],
    ['last', node.last === null ? null : `${node.last.kind} ${node.last.step} at ${node.last.at}${node.last.reason === null ? '' : `: ${node.last.reason}`}`],
    ['layers', node.body === null ? null : node.body.layout.flatMap(({ layers }) => layers).join(' ')],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(8)}${printable(value)}\n`])).join('');
}

export const show: Run = (invocation) => withStore(invocation, async (store) => {
  const node = await readNode(store, await findId(store, invocation));
  if (node === undefined) throw failure('', `There is no host "${invocation.argument('MAC|ID')}".`);
  const reports = node.events.map(({ at, kind, step, nvr, reason }) => [at, kind, step, nvr ?? '-', reason ?? '']);
  const pins = node.pins.map(({ at, kind, actor, reason }) => [at, 'pin', kind, '-', `${reason} (by ${actor ?? 'the command line'})`]);
  const events = [...reports, ...pins].sort(([one = ''], [other = '']) => (one < other ? 1 : one > other ? -1 : 0));
  return { stdout: `${node.id}\n${facts(node)}${events.length === 0 ? '' : `\n${table(['AT', 'WHAT', 'STEP', 'IMAGE', 'WHY'], events)}`}`, json: node };
});

const upgradeOf = (invocation: Invocation): Question => {
  const { channel, sha256, reboot } = given(UpgradeRequest, { channel: invocation.option('channel'), sha256: invocation.option('image'), reboot: invocation.option('reboot') }, WORDS);
  return { action: 'upgrade', channel, sha256, reboot };
};
const rollbackOf = (invocation: Invocation): Question => {
  const { to, reboot } = given(RollbackRequest, { to: invocation.option('to'), reboot: invocation.option('reboot') });
  return { action: 'rollback', to, reboot };
};

const askOne = (questionOf: (invocation: Invocation) => Question): Run => (invocation) => {
  const question = questionOf(invocation);
  return withStore(invocation, async (store) => {
    const id = await findId(store, invocation);
    const { items: [answer] } = await askNodes(store, [id], question, undefined);
    if (answer?.outcome !== 'asked') throw failure('', answer?.reason ?? `There is no host "${id}".`);
    return { stdout: `asked the node of ${id} for ${question.action === 'upgrade' ? `an upgrade to ${answer.wish.nvr ?? ''}` : 'a rollback'}; it hears of it at its next check-in\n`, json: answer.wish };
  });
};

export const upgrade = askOne(upgradeOf);
export const rollback = askOne(rollbackOf);

async function chosen(store: Store, invocation: Invocation): Promise<string[]> {
  const [hosts, filter] = [invocation.option('hosts'), invocation.option('filter')];
  if ((hosts === undefined) === (filter === undefined)) throw refusal('', 'Say which nodes: --hosts IDS, or --filter FILTER.');
  if (hosts !== undefined) return [...new Set(hosts.split(',').map((id) => id.trim()).filter((id) => id !== ''))];
  return (await fleetOf(store, given(FleetRequest, { filter, limit: MAX_LIMIT }))).map(({ id }) => id);
}

const askMany = (questionOf: (invocation: Invocation) => Question): Run => (invocation) => {
  const question = questionOf(invocation);
  return withStore(invocation, async (store): Promise<Answer> => {
    const ids = await chosen(store, invocation);
    const items: AskedNode[] = [];
    for (let from = 0; from < ids.length; from += MOST_ASKED) items.push(...(await askNodes(store, ids.slice(from, from + MOST_ASKED), question, undefined)).items);
    const refused = items.flatMap((item) => (item.outcome === 'refused' ? [`${item.id}: ${item.reason}`] : []));
    const asked = items.length - refused.length;
    return { stdout: `asked ${asked} of ${items.length} nodes\n`, json: { items, asked, refused: refused.length }, ...(refused.length > 0 && { problems: refused, exit: 1 }) };
  });
};

export const upgradeMany = askMany(upgradeOf);
export const rollbackMany = askMany((invocation) => {
  const { reboot } = given(RollbackRequest, { reboot: invocation.option('reboot') });
  return { action: 'rollback', reboot };
});

export const callOff: Run = (invocation) => withStore(invocation, async (store) => {
  const id = await findId(store, invocation);
  const answer = await cancelWish(store, id, undefined);
  if (answer.outcome !== 'cancelled') throw failure('', answer.outcome === 'missing' ? `There is no host "${id}".` : answer.reason);
  return { stdout: `called off what was asked of ${id}\n`, json: { outcome: 'cancelled', id } };
});

export const pin: Run = (invocation) => {
  const request = given(PinRequest, { reason: invocation.option('reason') });
  return withStore(invocation, async (store) => {
    const id = await findId(store, invocation);
    if ((await pinNode(store, id, request, undefined)) === 'missing') throw failure('', `There is no host "${id}".`);
    return { stdout: `pinned the node of ${id}\n`, json: { outcome: 'pinned', id, ...request } };
  });
};

export const unpin: Run = (invocation) => withStore(invocation, async (store) => {
  const id = await findId(store, invocation);
  if ((await unpinNode(store, id, undefined)) === 'missing') throw failure('', `There is no host "${id}".`);
  return { stdout: `unpinned the node of ${id}\n`, json: { outcome: 'unpinned', id } };
});

export const nodeKey: Run = (invocation) => withStore(invocation, async (store, site) => {
  const id = await findId(store, invocation);
  if (invocation.has('revoke')) {
    const answer = await revokeKeys(store, id, undefined);
    if (answer.outcome === 'missing') throw failure('', `There is no host "${id}".`);
    return { stdout: `revoked ${answer.count} ${answer.count === 1 ? 'key' : 'keys'} of ${id}\n`, json: { outcome: 'revoked', id, count: answer.count } };
  }
  const made = await makeConf(store, id, site.bootUrl, undefined);
  if (made === undefined) throw failure('', `There is no host "${id}".`);
  return { stdout: made.conf, notes: ['Put this on the node as /etc/basewright/node.conf, readable by root only. It is not shown again.'], json: made };
});
