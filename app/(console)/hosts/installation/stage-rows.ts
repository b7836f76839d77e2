// SPDX-License-Identifier: GPL-2.0-or-later
// The timeline of an installation as rows: what is reached, what is waited for, what was lost, and where it ended.
import type { Stage } from '#kickstart/lifecycle/stages.ts';
import { stages } from '#kickstart/lifecycle/stages.ts';
import type { Installation } from './answers.ts';

/**
 * `reached`; `lost`: a later one was reached, but nothing told of this one; `awaited`: the next sign of life;
 * `stuck`: it should have come by now; `failed`, `ended`: it did not come, and will not; `ahead`: later.
 */
export type Progress = 'reached' | 'lost' | 'awaited' | 'stuck' | 'failed' | 'ended' | 'ahead';

export type StageRow = {
  readonly stage: Stage;
  readonly progress: Progress;
  /** Milliseconds since 1970. */
  readonly at: number | undefined;
  /** Milliseconds since the last stage before it that is known to have been reached. */
  readonly took: number | undefined;
};

/** How the first stage that was not reached looks. */
function progressOfNext({ state, isStuck }: Installation): Progress {
  switch (state) {
    case 'failed': return 'failed';
    case 'expired':
    case 'disarmed': return 'ended';
    default: return isStuck ? 'stuck' : 'awaited';
  }
}

/** The rows in the order of a good installation. */
export function stageRows(installation: Installation): StageRow[] {
  const next = installation.stages.find(({ stage }) => stages.indexOf(stage) > stages.indexOf(installation.stage))?.stage;
  let before: number | undefined;
  return installation.stages.map(({ stage, at, isLost }) => {
    if (typeof at !== 'number') return { stage, progress: isLost ? 'lost' : stage === next ? progressOfNext(installation) : 'ahead', at: undefined, took: undefined };
    const took = before === undefined ? undefined : Math.max(0, at - before);
    before = at;
    return { stage, progress: 'reached', at, took };
  });
}

/** Whether the image is going out to the machine now. */
export function isFetchingImage({ state, stage, imageBytes }: Pick<Installation, 'state' | 'stage' | 'imageBytes'>): boolean {
  return state === 'installing' && imageBytes > 0 && stages.indexOf(stage) < stages.indexOf('image');
}

/** Whether its machine shows what it would erase, and waits for a decision. */
export function awaitsDecision({ state, stage, decision }: Installation): boolean {
  return state === 'installing' && stage === 'waiting' && (decision ?? null) === null;
}
