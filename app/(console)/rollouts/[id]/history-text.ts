// SPDX-License-Identifier: GPL-2.0-or-later
// What happened in a roll-out, in words.
import type { RolloutEvent } from '#kickstart/fleet/rollout-view.ts';
import { TEXT } from '../text.ts';

/** A sentence without the reason, which may be a machine's and is shown apart. */
export function eventText({ kind, detail }: Pick<RolloutEvent, 'kind' | 'detail'>): string {
  const wave = detail.wave === undefined ? 'A wave' : TEXT.wave(detail.wave);
  const some = (count: number | undefined, what: string) => (count === undefined || count === 0 ? [] : [`${TEXT.nodes(count)} ${what}`]);
  const numbers = [...some(detail.asked, 'asked'), ...some(detail.skipped, 'skipped'), ...some(detail.retried, 'asked once more'), ...some(detail.accepted, 'left as failed')];
  const more = numbers.length === 0 ? '' : `: ${numbers.join(', ')}`;
  switch (kind) {
    case 'made':
      return `Begun${more}`;
    case 'wave':
      return `${wave} began${more}`;
    case 'soak':
      return `${wave} is healthy, and must stay so${detail.minutes === undefined ? '' : ` for ${detail.minutes} min`} before the next one begins`;
    case 'paused':
      return 'Paused';
    case 'resumed':
      return `Resumed${more}`;
    case 'stopped':
      return 'Stopped';
    case 'done':
      return 'Done: every wave is through';
    case 'rollback':
      return `Rolled back${more}`;
    case 'going-back':
      return `${detail.hostname ?? detail.host ?? 'A node'} is asked to go back to the layer before`;
  }
}
