// SPDX-License-Identifier: GPL-2.0-or-later
// Nodes by state, as a bar, with every state that occurs named and counted under it.
'use client';
import type { RolloutCounts } from '#kickstart/fleet/rollout-view.ts';
import type { RolloutNodeState } from '#kickstart/fleet/states.ts';
import { NodeStateLabel } from './rollout-labels.tsx';
import { TEXT } from './text.ts';

/** From what is through to what is to come. */
const ORDER: readonly RolloutNodeState[] = ['healthy', 'skipped', 'fallen-back', 'failed', 'silent', 'upgrading', 'asked', 'waiting'];

type StateBarProps = {
  /** What the bar is of, for those who hear it. */
  label: string;
  counts: RolloutCounts;
  total: number;
};

export function StateBar({ label, counts, total }: StateBarProps) {
  const shown = ORDER.filter((state) => counts[state] > 0);
  const begins = shown.map((_, index) => shown.slice(0, index).reduce((sum, state) => sum + counts[state], 0));
  const parts = shown.map((state, index) => <rect key={state} className={`bw-states__part--${state}`} x={begins[index]} y={0} width={counts[state]} height={1} />);
  const words = shown.map((state) => `${counts[state]} ${TEXT.nodeStates[state].toLowerCase()}`).join(', ');
  return (
    <div className="bw-states">
      <svg className="bw-states__bar" viewBox={`0 0 ${Math.max(total, 1)} 1`} preserveAspectRatio="none" role="img" aria-label={TEXT.barOf(label, words, total)}>{parts}</svg>
      <ul className="bw-states__labels">{shown.map((state) => <li key={state}><NodeStateLabel state={state} count={counts[state]} /></li>)}</ul>
    </div>
  );
}
