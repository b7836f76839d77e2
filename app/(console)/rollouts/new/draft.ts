// SPDX-License-Identifier: GPL-2.0-or-later
// What stands in the form of a roll-out, as the request that it makes.
import type { z } from 'zod';
import { RolloutRequest } from '#kickstart/fleet/rollout-view.ts';
import type { Reboot } from '../../fleet/ask.ts';

export type RolloutDraft = {
  channel: string;
  title: string;
  hosts: 'all' | 'chosen';
  /** Ids of hosts. */
  chosen: string[];
  skipSilent: boolean;
  canary: string;
  then: 'rest' | 'sized';
  waveSize: string;
  allowedFailures: string;
  nodeMinutes: string;
  soakMinutes: string;
  reboot: Reboot;
};

export const emptyDraft = (channel: string): RolloutDraft => ({
  channel, title: '', hosts: 'all', chosen: [], skipSilent: false, canary: '1', then: 'sized', waveSize: '20', allowedFailures: '0', nodeMinutes: '120', soakMinutes: '0', reboot: 'window',
});

/** Text of people as a number; what is none becomes NaN, which no field takes. */
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

function documentOf(draft: RolloutDraft) {
  const title = draft.title.trim();
  return {
    channel: draft.channel,
    ...(title !== '' && { title }),
    ...(draft.hosts === 'chosen' && { hosts: draft.chosen }),
    skipSilent: draft.skipSilent,
    canary: numberOf(draft.canary),
    waveSize: draft.then === 'rest' ? null : numberOf(draft.waveSize),
    allowedFailures: numberOf(draft.allowedFailures),
    nodeMinutes: numberOf(draft.nodeMinutes),
    soakMinutes: numberOf(draft.soakMinutes),
    reboot: draft.reboot,
  };
}

/** The request of a draft, or what is wrong with it, as zod says it. */
export function requestOf(draft: RolloutDraft): z.ZodSafeParseResult<RolloutRequest> {
  return RolloutRequest.safeParse(documentOf(draft));
}

/** The field of the form for a path of the request; undefined when it belongs to none. */
export function fieldOf(path: string): keyof RolloutDraft | undefined {
  const [first = ''] = path.split('.');
  switch (first) {
    case 'hosts':
      return 'chosen';
    case 'channel':
    case 'title':
    case 'canary':
    case 'waveSize':
    case 'allowedFailures':
    case 'nodeMinutes':
    case 'soakMinutes':
    case 'reboot':
    case 'skipSilent':
      return first;
    default:
      return undefined;
  }
}
