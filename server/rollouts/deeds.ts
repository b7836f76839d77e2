// SPDX-License-Identifier: GPL-2.0-or-later
// What people do with a roll-out: pause, resume, stop, take back. Each is one transaction.

import { afterDeed, deadlineAfter, failuresOf, failureStates, type RolloutDeed } from '#kickstart/fleet/rollout.ts';
import type { RolloutState } from '#kickstart/fleet/states.ts';
import type { Store } from '../store/store.ts';
import { advance, askNodes, imageProblem } from './advance.ts';
import { changeRollout, countWave, findRollout, type RolloutRow } from './rows.ts';
import { perform, queries, runIn, type Work } from './statements.ts';
import { endNodes } from './stop.ts';
import { type TakenBack, takeBack } from './take-back.ts';
import { watchAgain } from './watch.ts';

/** `by`: null for the server's command line. `reason`: why, in words of a person. */
export type Deed = { readonly by: string | null; readonly reason?: string | undefined };

export type RolloutDone<More = object> = ({ readonly outcome: 'done' } & More) | { readonly outcome: 'missing' } | { readonly outcome: 'refused'; readonly reason: string };

/** Nothing new is told to nodes until somebody resumes it; what they began goes on. */
export function pauseRollout(store: Store, id: string, { by, reason }: Deed): Promise<RolloutDone> {
  return act(store, id, 'pause', function* (_, state, now) {
    yield* changeRollout(id, { state, reason: reason ?? null, soak_until: null }, { kind: 'paused', at: now, by, ...(reason !== undefined && { detail: { reason } }) });
    return { outcome: 'done' };
  });
}

/** @param retry asks the nodes of the open wave that failed once more; without, they are accepted and it goes on with the others. */
export function resumeRollout(store: Store, id: string, { by, retry }: Deed & { readonly retry: boolean }): Promise<RolloutDone<{ retried: number }>> {
  return act<{ retried: number }>(store, id, 'resume', function* (rollout, state, now) {
    const problem = yield* imageProblem(rollout.sha256);
    if (problem !== undefined) return { outcome: 'refused', reason: problem };
    const again = retry ? yield* watchAgain(rollout, now) : 0;
    const { asked } = retry ? yield* askNodes(rollout, rollout.wave, failureStates, { skip: null, by, now }) : { asked: 0 };
    const retried = again + asked;
    const accepted = failuresOf(yield* countWave(id, rollout.wave));
    yield* changeRollout(id, { state, reason: null, accepted_failures: accepted }, { kind: 'resumed', at: now, by, detail: { retried, accepted, wave: rollout.wave } });
    yield* giveTime(rollout, now);
    yield* advance(id, now);
    return { outcome: 'done', retried };
  });
}

/** Nodes that were not told yet have their whole time from now on. */
function* giveTime({ id, reboot, node_minutes: nodeMinutes }: RolloutRow, now: number): Work<void> {
  yield* perform(queries
    .updateTable('rollout_nodes')
    .set({ deadline: deadlineAfter(null, { reboot, nodeMinutes }, now) })
    .where('rollout_id', '=', id).where('state', '=', 'asked').where('wish_id', 'in', queries.selectFrom('node_wishes').select('id').where('rollout_id', '=', id).where('state', '=', 'open')));
}

/** Nobody is asked any more, forever; who was told goes on to its end. */
export function stopRollout(store: Store, id: string, { by, reason }: Deed): Promise<RolloutDone> {
  return act(store, id, 'stop', function* (_, state, now) {
    yield* stop(id, { state, reason, by, now });
    return { outcome: 'done' };
  });
}

function* stop(id: string, { state, reason, by, now }: { readonly state: RolloutState; readonly reason: string | undefined; readonly by: string | null; readonly now: number }): Work<void> {
  const skipped = yield* endNodes(id, now);
  yield* changeRollout(id, { state, reason: reason ?? null, soak_until: null, ended_at: now }, { kind: 'stopped', at: now, by, detail: { skipped, ...(reason !== undefined && { reason }) } });
}

/** Stops it when it is under way, and asks every node that has the image, or is about to, to go back to the layer it ran before. @param reboot without, as the roll-out does */
export function rollBackRollout(store: Store, id: string, { by, reason, reboot }: Deed & { readonly reboot?: RolloutRow['reboot'] | undefined }): Promise<RolloutDone<TakenBack>> {
  return act(store, id, 'rollback', function* (rollout, state, now) {
    if (state !== rollout.state) yield* stop(id, { state, reason: reason ?? 'It was taken back.', by, now });
    const taken = yield* takeBack(rollout, { reboot: reboot ?? rollout.reboot, by, now });
    yield* changeRollout(id, {}, { kind: 'rollback', at: now, by, detail: { asked: taken.asked, skipped: taken.left.length, ...(reason !== undefined && { reason }) } });
    return { outcome: 'done', ...taken };
  });
}

const REFUSALS: Readonly<Record<RolloutDeed, string>> = {
  pause: 'Only a running roll-out can be paused.',
  resume: 'Only a paused roll-out can be resumed. One that was stopped never begins again: make a new one.',
  stop: 'Only a roll-out that is running or paused can be stopped.',
  rollback: 'It cannot be taken back.',
};

type Doing<More> = (rollout: RolloutRow, state: RolloutState, now: number) => Work<RolloutDone<More>>;

function act<More = object>(store: Store, id: string, deed: RolloutDeed, doing: Doing<More>): Promise<RolloutDone<More>> {
  return store.write((transaction) => runIn(transaction, acting(id, deed, store.now(), doing)));
}

function* acting<More>(id: string, deed: RolloutDeed, now: number, doing: Doing<More>): Work<RolloutDone<More>> {
  const rollout = yield* findRollout(id);
  if (rollout === undefined) return { outcome: 'missing' };
  const state = afterDeed(rollout.state, deed);
  return state === undefined ? { outcome: 'refused', reason: `${REFUSALS[deed]} This one is ${rollout.state}.` } : yield* doing(rollout, state, now);
}
