// SPDX-License-Identifier: GPL-2.0-or-later
// POST /node/check-in: a node says how it is and is told what is wanted of it. Most say the same as before and want nothing: that costs one look at the store and no write.

import { type CheckInAnswer, CheckInBody, type Wanted, WIRE_FORMAT } from '#kickstart/fleet/wire.ts';
import { mayBeTold } from '#kickstart/fleet/rollout.ts';
import { redact } from '#kickstart/lifecycle/redact.ts';
import { imageUrl } from '../images/image-url.ts';
import type { NodeAccess } from '../store/boot-nodes.ts';
import type { BootWriter } from '../store/boot-writer.ts';
import { jsonAnswer, malformed } from './answer.ts';
import { admitNode } from './node-access.ts';
import { readNodeJson } from './node-json.ts';
import { answered, type Decided, NEEDS_WRITE, type Plane, type Turn } from './plane.ts';

export function takeCheckIn(turn: Turn): Decided {
  const { plane, asked, now, writer } = turn;
  const admitted = admitNode(turn, 'check-in');
  if (admitted.kind === 'refused') return admitted.decided;
  const { node, key, keyHash } = admitted;
  const read = readNodeJson(asked.body, CheckInBody, key);
  if (read.kind === 'malformed') return answered(malformed(read.why));
  const wanted = wantedOf(plane, node);
  const isFirst = node.first_used_at === null;
  const isNews = wanted !== null && node.wish_state === 'open';
  if ((isFirst || isNews) && writer === undefined) return NEEDS_WRITE;
  const isAnew = isFirst && writer !== undefined && useFirst(plane, writer, { node, keyHash, now });
  if (isNews && !isAnew && writer !== undefined) writer.giveWish(wanted.id, now);
  plane.nodes.note(node.host_id, { body: withoutSecrets(read.value), address: asked.address, now });
  const answer: CheckInAnswer = { format: WIRE_FORMAT, interval: plane.checkInSeconds, wanted: isAnew ? null : wanted, pinned: node.pin };
  return answered(jsonAnswer(answer));
}

/** What a report tells without them, the check-ins after it do too. */
function withoutSecrets({ health, last, ...body }: CheckInBody): CheckInBody {
  const clean = (reason: string | null) => (reason === null ? null : redact(reason, []));
  return { ...body, health: { ...health, checks: health.checks.map((check) => ({ ...check, reason: clean(check.reason) })) }, last: last === null ? null : { ...last, reason: clean(last.reason) } };
}

/** The first check-in with a key ends the ones before it. With the key of an installation it also says that the machine is another system now: then what was wanted before is void. */
function useFirst(plane: Plane, writer: BootWriter, { node, keyHash, now }: { node: NodeAccess; keyHash: string; now: number }): boolean {
  writer.useKey(keyHash, node, now);
  if (!plane.store.isInstallation(node.origin)) return false;
  writer.forgetLast(node.host_id);
  const dropped = writer.dropWishes(node.host_id, node.created_at, now);
  for (const wishId of dropped) writer.carryOn({ wishId, step: 'failed', reason: 'The host was installed again.', at: now });
  return dropped.length > 0;
}

/** What the node is told: nothing while it is pinned, while its roll-out rests, or while its image cannot be given out. What it has begun it is told again, because it does each wish once. */
function wantedOf(plane: Plane, node: NodeAccess): Wanted | null {
  const { wish_id: id, action, reboot, wish_state: state, nvr, to_layer: to, sha256, name, size, signature } = node;
  if (id === null || action === null || reboot === null || node.pin !== null) return null;
  if (state !== 'begun' && !mayBeTold(action, node.rollout_state)) return null;
  if (action === 'rollback') return { id, action, nvr: null, url: null, sha256: null, size: null, signature: null, to, reboot };
  if (sha256 === null || name === null || node.image_state === 'quarantined') return null;
  return { id, action, nvr, url: imageUrl(plane, sha256, name), sha256, size, signature, to: null, reboot };
}
