// SPDX-License-Identifier: GPL-2.0-or-later
// Which node asks: by its key, and not too often. For all that running nodes send.

import { hashToken, TOKEN_PATTERN } from '../installations/token.ts';
import type { NodeAccess } from '../store/boot-nodes.ts';
import { tooOften } from './answer.ts';
import { judgeNode } from './gate.ts';
import { answered, closedAnswer, type Decided, type Turn } from './plane.ts';

export type Admitted =
  | { readonly kind: 'node'; readonly node: NodeAccess; readonly key: string; readonly keyHash: string }
  | { readonly kind: 'refused'; readonly decided: Decided };

/** A wrong, unknown or revoked key gets the one answer of a closed gate, and counts as a guess. */
export function admitNode(turn: Turn, what: 'check-in' | 'report'): Admitted {
  const { plane, asked, now, writer } = turn;
  const found = keyHolder(turn);
  if (found === undefined) {
    if (writer === undefined && plane.suspicion.wrongToken(asked.address, now)) plane.report.guessing(asked.address, 'wrong keys of nodes');
    return { kind: 'refused', decided: closedAnswer(turn) };
  }
  // A question is asked once more inside of a transaction, and counted once.
  if (writer === undefined && plane.nodes.isTooOften(found.node.host_id, what, now)) return { kind: 'refused', decided: answered(tooOften) };
  return { kind: 'node', ...found };
}

/** The node whose key this request shows; undefined without a good one. */
export function keyHolder({ plane, asked }: Pick<Turn, 'plane' | 'asked'>): Omit<Extract<Admitted, { kind: 'node' }>, 'kind'> | undefined {
  const key = bearer(asked.rawHeaders);
  if (key === undefined) return undefined;
  const keyHash = hashToken(key);
  const node = plane.store.nodeByKey(keyHash);
  return node === undefined || judgeNode(node).kind === 'closed' ? undefined : { node, key, keyHash };
}

/** RFC 6750, 2.1. Undefined for a key that has not its form. */
function bearer(rawHeaders: readonly string[]): string | undefined {
  const index = rawHeaders.findIndex((name, position) => position % 2 === 0 && name.toLowerCase() === 'authorization');
  const [, key = ''] = /^Bearer +(\S+)$/i.exec(index === -1 ? '' : (rawHeaders[index + 1] ?? '')) ?? [];
  return TOKEN_PATTERN.test(key) ? key : undefined;
}
