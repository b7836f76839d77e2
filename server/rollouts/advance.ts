// SPDX-License-Identifier: GPL-2.0-or-later
// Moves a roll-out on: pauses it, opens its next wave or ends it, as the rules say of its open wave. One transaction, on either connection.

import type { ExpressionBuilder } from 'kysely';
import { z } from 'zod';
import { imageStates } from '#kickstart/catalogue/image.ts';
import { type Candidate, whyLeftOut } from '#kickstart/fleet/rollout-plan.ts';
import { deadlineAfter, nextStep, pauseReason } from '#kickstart/fleet/rollout.ts';
import { openWishStates, type RolloutNodeState } from '#kickstart/fleet/states.ts';
import type { Tables } from '../store/tables.ts';
import { candidatesOfWave } from './candidates.ts';
import { changeNode, changeRollout, countWave, findRollout, type RolloutRow } from './rows.ts';
import { perform, queries, rowOf, type Work } from './statements.ts';
import { makeWishes } from './wishes.ts';

/**
 * Does what the open wave allows, until something has to be waited for.
 *
 * @param last the failure that was told just now, in a sentence.
 * @param hasHeld the open wave was looked at just now, and each of its healthy nodes holds.
 */
export function* advance(rolloutId: string, now: number, last?: string, hasHeld = false): Work<void> {
  for (;;) {
    const rollout = yield* findRollout(rolloutId);
    if (rollout === undefined) return;
    const { state, wave, waves, accepted_failures: acceptedFailures, allowed_failures: allowedFailures, soak_minutes: soakMinutes, soak_until: soakUntil } = rollout;
    const step = nextStep({ state, wave, waves, allowedFailures, acceptedFailures, soakMinutes, soakUntil }, yield* countWave(rolloutId, wave), { now, hasHeld });
    switch (step.kind) {
      case 'wait':
        return;
      case 'pause': {
        const reason = pauseReason({ wave, failures: step.failures, allowed: acceptedFailures + allowedFailures, last });
        yield* changeRollout(rolloutId, { state: 'paused', reason, soak_until: null }, { kind: 'paused', at: now, by: null, detail: { reason, wave } });
        return;
      }
      case 'soak':
        yield* changeRollout(rolloutId, { soak_until: step.until }, { kind: 'soak', at: now, by: null, detail: { wave, minutes: soakMinutes } });
        break;
      case 'done':
        yield* changeRollout(rolloutId, { state: 'done', reason: null, ended_at: now }, { kind: 'done', at: now, by: null });
        return;
      case 'open':
        yield* openWave(rollout, step.wave, now);
    }
  }
}

/** Asks every node of a wave that can be asked; the others are skipped, each with its reason. An image that may not be given out any more pauses the roll-out instead. */
export function* openWave(rollout: RolloutRow, wave: number, now: number): Work<void> {
  const problem = yield* imageProblem(rollout.sha256);
  if (problem !== undefined) {
    yield* changeRollout(rollout.id, { state: 'paused', reason: problem, soak_until: null }, { kind: 'paused', at: now, by: null, detail: { reason: problem, wave } });
    return;
  }
  yield* perform(queries.updateTable('rollouts').set({ wave, accepted_failures: 0, soak_until: null }).where('id', '=', rollout.id));
  const { asked, skipped } = yield* askNodes(rollout, wave, ['waiting'], { skip: 'skipped', by: null, now });
  yield* changeRollout(rollout.id, { wave }, { kind: 'wave', at: now, by: null, detail: { wave, asked, skipped } });
}

const Image = z.object({ state: z.enum(imageStates) });

/** Why an image cannot be given to nodes (any more), in a sentence. */
export function* imageProblem(sha256: string): Work<string | undefined> {
  const image = yield* rowOf(queries.selectFrom('images').select('state').where('sha256', '=', sha256), Image);
  if (image === undefined) return 'The image is not in the catalogue any more.';
  if (image.state === 'quarantined') return 'The image is in quarantine: its bytes are not those of its checksum. Upload it again.';
  return image.state === 'retired' ? 'The image is retired, so it is given to nobody new. Restore it in the catalogue, or roll out another one.' : undefined;
}

/** `skip`: what becomes of nodes that cannot be asked; null: they stay what they are, and say why. */
type Asking = { readonly skip: 'skipped' | null; readonly by: string | null; readonly now: number };

/** Asks the nodes of a wave that are in one of some states to upgrade. */
export function* askNodes(rollout: RolloutRow, wave: number, states: readonly RolloutNodeState[], { skip, by, now }: Asking): Work<{ asked: number; skipped: number }> {
  const candidates = yield* candidatesOfWave(rollout, wave, states, now);
  const asked: Candidate[] = [];
  for (const candidate of candidates) {
    // The profile's distribution was judged by the plan; a profile that changed since is a person's decision about the next installation.
    const reason = whyLeftOut(candidate, { nvr: rollout.nvr, target: candidate.target ?? '', channel: null });
    if (reason === undefined) asked.push(candidate);
    else if (skip !== null) yield* changeNode(rollout.id, candidate.id, { state: skip, reason, deadline: null }, now);
    else yield* perform(queries.updateTable('rollout_nodes').set({ reason: `It failed, and could not be asked once more: ${reason}` }).where('rollout_id', '=', rollout.id).where('host_id', '=', candidate.id));
  }
  yield* makeWishes(rollout, asked.map(({ id }) => ({ hostId: id, to: null })), { action: 'upgrade', reboot: rollout.reboot, by, now });
  yield* noteAsked(rollout, wave, states, now);
  return { asked: asked.length, skipped: candidates.length - asked.length };
}

/** For all nodes at once, whose number is large: each one that has an open wish of this roll-out now. */
function* noteAsked(rollout: RolloutRow, wave: number, states: readonly RolloutNodeState[], now: number): Work<void> {
  const wishOf = (node: ExpressionBuilder<Tables, 'rollout_nodes'>) => node
    .selectFrom('node_wishes').select('node_wishes.id').whereRef('node_wishes.host_id', '=', 'rollout_nodes.host_id')
    .where('node_wishes.rollout_id', '=', rollout.id).where('node_wishes.state', 'in', openWishStates).where('node_wishes.action', '=', 'upgrade');
  yield* perform(queries
    .updateTable('rollout_nodes')
    .set((node) => ({
      state: 'asked', reason: null, changed_at: now, deadline: deadlineAfter(null, { reboot: rollout.reboot, nodeMinutes: rollout.node_minutes }, now), wish_id: wishOf(node),
      before_layer: node.selectFrom('nodes').whereRef('nodes.host_id', '=', 'rollout_nodes.host_id').select('nodes.layer'),
    }))
    .where('rollout_id', '=', rollout.id).where('wave', '=', wave).where('state', 'in', states).where((node) => node.exists(wishOf(node))));
}
