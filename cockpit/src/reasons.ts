// SPDX-License-Identifier: GPL-2.0-or-later
// Why something cannot be done now: undefined when it can. One place, so that every button says the same.
import { type Base, layerBefore, type NodeStatus } from './status.ts';
import { TEXT } from './text.ts';

/** What holds for every change. */
export type Situation = { readonly isAllowed: boolean; readonly isBusy: boolean };

export function changeReason({ isAllowed, isBusy }: Situation): string | undefined {
  if (!isAllowed) return TEXT.needsAccess;
  return isBusy ? TEXT.reasons.busy : undefined;
}

export function upgradeReason(status: NodeStatus, situation: Situation): string | undefined {
  const reason = changeReason(situation);
  if (reason !== undefined) return reason;
  if (status.pinned !== null) return TEXT.reasons.pinned(status.pinned);
  if (status.channel === null) return TEXT.reasons.noChannel;
  if (status.pending !== null) return TEXT.reasons.pending;
  // When nobody asked the channel yet the node itself finds out.
  return status.isBehind === false ? TEXT.reasons.current : undefined;
}

export function rollbackReason(status: NodeStatus, situation: Situation): string | undefined {
  return changeReason(situation) ?? (layerBefore(status) === undefined ? TEXT.reasons.oldest : undefined);
}

export function removeReason(base: Base, situation: Situation): string | undefined {
  const reason = changeReason(situation);
  if (reason !== undefined) return reason;
  if (base.isBooted || base.layers.some((layer) => layer.isBooted)) return TEXT.reasons.bootedBase;
  return base.layers.some((layer) => layer.isBootDefault) ? TEXT.reasons.bootDefaultBase : undefined;
}
