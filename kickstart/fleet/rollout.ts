// SPDX-License-Identifier: GPL-2.0-or-later
// The rules of a roll-out.
import type { RolloutState } from './states.ts';
import type { Wanted } from './wire.ts';

/** Whether a wish may be told to its node now. An upgrade waits while its roll-out is paused and is never told after a stop; going back is told always. @param rollout null for a wish of no roll-out. */
export function mayBeTold(action: Wanted['action'], rollout: RolloutState | null): boolean {
  return action === 'rollback' || rollout === null || rollout === 'running';
}
