// SPDX-License-Identifier: GPL-2.0-or-later
// What a report means for the wish that it answers.
import type { WishState } from './states.ts';
import type { ReportStep } from './wire.ts';

/** Where each step leads. A layer that is installed is begun, not done: it has to come up and be found good. */
const LEADS_TO: Readonly<Record<ReportStep, WishState>> = {
  begun: 'begun', preflight: 'begun', download: 'begun', verify: 'begun', install: 'begun', installed: 'begun', waiting: 'begun', rebooting: 'begun',
  good: 'done', 'rolled-back': 'done', 'fallen-back': 'fallen-back', failed: 'failed',
};

/**
 * The state of a wish after a report of its node.
 *
 * @returns the same state where the report changes nothing: progress never opens again what has ended, and what was called off stays so,
 * whatever the node still told. A node that counted as `silent` and comes back with an end is believed.
 */
export function wishAfter(state: WishState, step: ReportStep): WishState {
  const next = LEADS_TO[step];
  switch (state) {
    case 'open':
    case 'given':
    case 'begun':
      return next;
    case 'silent':
      return next === 'begun' ? state : next;
    case 'done':
    case 'failed':
    case 'fallen-back':
    case 'cancelled':
      return state;
  }
}
