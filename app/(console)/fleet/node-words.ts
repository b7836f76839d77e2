// SPDX-License-Identifier: GPL-2.0-or-later
// What a node did or does, in words.
import type { NodeEvent, NodeWish } from '#kickstart/fleet/view.ts';
import type { OperationKind, ReportStep } from '#kickstart/fleet/wire.ts';

type Happened = Pick<NodeEvent, 'kind' | 'step' | 'nvr'>;

const WHAT: Readonly<Record<OperationKind, string>> = { upgrade: 'Upgrade', rollback: 'Rollback', health: 'Health check', boot: 'Boot' };

const STEPS: Readonly<Record<ReportStep, string>> = {
  'begun': 'begun',
  'preflight': 'looks whether it can',
  'download': 'downloads the image',
  'verify': 'verifies the image',
  'install': 'makes base and layer',
  'installed': 'ready, waits for a reboot',
  'waiting': 'waits for the maintenance window',
  'rebooting': 'reboots',
  'good': 'passed',
  'fallen-back': 'went back by itself',
  'rolled-back': 'done',
  'failed': 'failed',
};

/** Ends that say more than their step: what came of it for the node. */
function ending({ kind, step, nvr }: Happened): string | undefined {
  const image = nvr ?? 'another image';
  if (step === 'good') return kind === 'rollback' ? `Rolled back to ${image}` : kind === 'upgrade' ? `Upgraded to ${image}` : `Health check of ${image} passed`;
  if (step === 'fallen-back') return kind === 'boot' ? `The boot loader went back by itself from ${image}` : `Went back by itself from ${image}`;
  if (step === 'rolled-back') return `Rolled back to ${image}`;
  if (step === 'failed' && kind === 'upgrade') return `The upgrade to ${image} failed`;
  return undefined;
}

/** One step in a sentence: `Upgraded to X`, `Upgrade: downloads the image`. */
export function happenedText(happened: Happened): string {
  return ending(happened) ?? `${WHAT[happened.kind]}: ${STEPS[happened.step]}`;
}

/** Whether what it did last was going back, or failed. */
export function isBadEnd({ step }: Pick<Happened, 'step'>): boolean {
  return step === 'fallen-back' || step === 'failed';
}

/** What is wanted: `Upgrade to X`, `Roll back to Y`, `Roll back to the layer before`. */
export function wishText({ action, nvr, to }: Pick<NodeWish, 'action' | 'nvr' | 'to'>): string {
  return action === 'upgrade' ? `Upgrade to ${nvr ?? 'another image'}` : `Roll back to ${to ?? 'the layer before'}`;
}

const ENDS = { 'done': 'done', 'failed': 'failed', 'fallen-back': 'went back by itself', 'cancelled': 'called off', 'silent': 'nothing was heard of it in time' } as const;

/** How far it is: `waits for the next check-in`, `downloads the image, 43 %`. */
export function wishProgress({ state, step, permille }: Pick<NodeWish, 'state' | 'step' | 'permille'>): string {
  switch (state) {
    case 'open':
      return 'waits for the next check-in';
    case 'given':
      return 'told, has not begun yet';
    case 'begun': {
      const percent = step === 'download' && permille !== null ? `, ${Math.floor(permille / 10)}\u00a0%` : '';
      return `${STEPS[step ?? 'begun']}${percent}`;
    }
    default:
      return ENDS[state];
  }
}
