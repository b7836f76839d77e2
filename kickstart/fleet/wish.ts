// SPDX-License-Identifier: GPL-2.0-or-later
// What a report means for the wish that it answers.
import type { WishState } from './states.ts';
import type { ReportStep } from './wire.ts';

/** Where each step leads. A layer that is installed is begun, not done: it has to come up and be found good. */
const LEADS_TO: Readonly<Record<ReportStep, WishState>> = {
  begun: 'begun', preflight: 'begun', download: 'begun', verify: 'begun', install: 'begun', installed: 'begun', waiting: 'begun', rebooting: 'begun',
  good: 'done', 'rolled-back': 'done', 'fallen-back': 'fallen-back', failed: 'failed',
};

/** A step that lasts longer than this has been lost with its node; imgbase itself is ended after 3 hours. In milliseconds. */
const LOST_MS = 4 * 60 * 60_000;

/** Whether an open wish may be called off: its node has not begun, or nothing was heard of what it began for so long that it is lost. Times in milliseconds since 1970. */
export function mayBeCalledOff(state: WishState, changedAt: number, now: number): boolean {
  return state !== 'begun' || now - changedAt >= LOST_MS;
}

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
