// SPDX-License-Identifier: GPL-2.0-or-later
// The words for what is wanted of nodes, and for roll-outs.

/** `open`: the node has not asked since. `given`: it was told. `begun`: it said so. The others are ends; a rollout's `cancelled` was stopped before the node was told. */
export const wishStates = ['open', 'given', 'begun', 'done', 'failed', 'fallen-back', 'cancelled', 'silent'] as const;
export type WishState = (typeof wishStates)[number];
/** What is still wanted. */
export const openWishStates = ['open', 'given', 'begun'] as const satisfies readonly WishState[];

/** `paused`: nothing new is given to nodes until a person resumes it; what nodes have begun goes on. */
export const rolloutStates = ['running', 'paused', 'stopped', 'done'] as const;
export type RolloutState = (typeof rolloutStates)[number];

/** `waiting`: its wave has not begun. `asked`: wanted of it. `upgrading`: it said so. `healthy`: runs the image. `failed`, `fallen-back`, `silent`: it does not, or did not hold while its wave was watched. `skipped`: pinned, deleted, or it had the image. */
export const rolloutNodeStates = ['waiting', 'asked', 'upgrading', 'healthy', 'failed', 'fallen-back', 'silent', 'skipped'] as const;
export type RolloutNodeState = (typeof rolloutNodeStates)[number];
