// SPDX-License-Identifier: GPL-2.0-or-later
// Asking nodes to upgrade or to go back. They hear of it at their next check-in; one thing at a time is wanted of a node.

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ChannelId } from '#kickstart/catalogue/image.ts';
import type { AskedNode, AskedNodes } from '#kickstart/fleet/view.ts';
import { Wanted } from '#kickstart/fleet/wire.ts';
import { HostId, Sha256 } from '#kickstart/profile/names.ts';
import { findChannelImage, currentImage } from '../channels/channels.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { type Judged, type JudgedImage, refusalOf } from './judge-node.ts';
import { openWishes } from './list-fleet.ts';
import { bodyOf, fleetNode, type WishRow, wishView } from './node-view.ts';
import { type NodeRow, selectHosts, withColumns } from './select-nodes.ts';

const Reboot = Wanted.shape.reboot.default('window');
/** Hosts of one question. */
export const MOST_ASKED = 1000;
const HostIds = z.array(HostId).min(1, 'Name at least one host.').max(MOST_ASKED, `At most ${MOST_ASKED} hosts at once.`).refine((ids) => new Set(ids).size === ids.length, 'A host is named twice.');
const oneImage = [(request: { channel?: unknown; sha256?: unknown }) => request.channel === undefined || request.sha256 === undefined, 'Name a channel or an image, not both.'] as const;

const Upgrade = z.strictObject({ channel: ChannelId.optional(), sha256: Sha256.optional(), reboot: Reboot });
/** Without channel and image: the channel that counts for each host. */
export const UpgradeRequest = Upgrade.refine(...oneImage);
export const UpgradeManyRequest = Upgrade.extend({ hosts: HostIds }).refine(...oneImage);
/** Without `to`: the layer before the running one. */
export const RollbackRequest = z.strictObject({ to: Wanted.shape.to.unwrap().optional(), reboot: Reboot });
export const RollbackManyRequest = z.strictObject({ hosts: HostIds, to: z.literal('before', 'Nodes have layers of their own: many at once can only go to the one "before".').optional(), reboot: Reboot });

export type Question =
  | { readonly action: 'upgrade'; readonly channel?: string | undefined; readonly sha256?: string | undefined; readonly reboot: Wanted['reboot'] }
  | { readonly action: 'rollback'; readonly to?: string | undefined; readonly reboot: Wanted['reboot'] };

/**
 * Asks each of these hosts, in one transaction; one that is refused does not keep the others from being asked.
 *
 * @param hostIds each once; at most {@link MOST_ASKED}.
 */
export async function askNodes(store: Store, hostIds: readonly string[], question: Question, actor: string | undefined): Promise<AskedNodes> {
  const items = await store.write(async (transaction) => {
    const rows = await withColumns(selectHosts(transaction)).where('hosts.id', 'in', hostIds).execute();
    const byId = new Map(rows.map((row) => [row.id, row]));
    const wishes = await openWishes(transaction, hostIds);
    const images = createImages(transaction, question);
    const refused = new Map<string, string>();
    const wanted: NewWish[] = [];
    for (const id of hostIds) {
      const row = byId.get(id);
      const judged = row === undefined ? undefined : await judgedOf(row, wishes.get(id), { store, images });
      const reason = judged === undefined ? `There is no host "${id}".` : refusalOf(judged, question);
      if (reason !== undefined) refused.set(id, reason);
      else wanted.push({ hostId: id, question, image: judged?.image, actor, now: store.now() });
    }
    const made = await insertWishes(transaction, wanted);
    return hostIds.map((id): AskedNode => {
      const wish = made.get(id);
      return wish === undefined ? { id, outcome: 'refused', reason: refused.get(id) ?? '' } : { id, outcome: 'asked', wish: wishView(wish) };
    });
  });
  const asked = items.filter(({ outcome }) => outcome === 'asked').length;
  return { items, asked, refused: items.length - asked };
}

/** @returns the image that a node of this channel would get. */
type Images = (channel: string | null) => Promise<JudgedImage>;

function createImages(database: Database, question: Question): Images {
  const known = new Map<string, JudgedImage>();
  const read = async (channel: string | null): Promise<JudgedImage> => {
    if (question.action === 'rollback') return { from: 'nothing' };
    if (question.sha256 !== undefined) return imageBySha256(database, question.sha256);
    if (channel === null) return { from: 'no channel' };
    const image = await currentImage(database, channel);
    return image === 'missing' || image === null ? { from: image === null ? 'empty channel' : 'missing channel', channel } : { from: 'image', image };
  };
  return async (own) => {
    const channel = question.action === 'upgrade' && question.channel !== undefined ? question.channel : own;
    const found = known.get(channel ?? '') ?? (await read(channel));
    known.set(channel ?? '', found);
    return found;
  };
}

async function imageBySha256(database: Database, sha256: string): Promise<JudgedImage> {
  const image = await findChannelImage(database, sha256);
  const published = await database.selectFrom('channel_moves').select('number').where('sha256', '=', sha256).limit(1).executeTakeFirst();
  if (image === undefined) return { from: 'missing image', sha256 };
  return published === undefined ? { from: 'unpublished image', sha256 } : { from: 'image', image };
}

async function judgedOf(row: NodeRow, wish: WishRow | undefined, { store, images }: { store: Store; images: Images }): Promise<Judged> {
  return { node: fleetNode(row, wish, store.now()), body: bodyOf(row), image: await images(row.channel) };
}

type NewWish = { hostId: string; question: Question; image: JudgedImage | undefined; actor: string | undefined; now: number };

/** Wishes of one statement: one each would hold the store for longer than the boot plane waits for it. */
const INSERTED_AT_ONCE = 250;

/** @returns what is wanted now, by host. */
async function insertWishes(database: Database, wanted: readonly NewWish[]): Promise<Map<string, WishRow>> {
  const made = new Map<string, WishRow>();
  for (let from = 0; from < wanted.length; from += INSERTED_AT_ONCE) {
    const rows = await database.insertInto('node_wishes').values(wanted.slice(from, from + INSERTED_AT_ONCE).map(wishValues)).returningAll().execute();
    for (const row of rows) made.set(row.host_id, row);
  }
  return made;
}

function wishValues({ hostId, question, image, actor, now }: NewWish): Omit<WishRow, 'number'> {
  const given = image?.from === 'image' ? image.image : undefined;
  return {
    id: randomBytes(16).toString('base64url'), host_id: hostId, action: question.action, sha256: given?.sha256 ?? null, nvr: given?.nvr ?? null, to_layer: question.action === 'rollback' ? (question.to ?? null) : null,
    reboot: question.reboot, state: 'open', step: null, permille: null, reason: null, rollout_id: null, made_at: now, made_by: actor ?? null, given_at: null, changed_at: now,
  };
}
