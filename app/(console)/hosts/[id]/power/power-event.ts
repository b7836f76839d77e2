// SPDX-License-Identifier: GPL-2.0-or-later
// A power action in the timeline, in a sentence.
import { z } from 'zod';
import { POWER_ACTIONS } from './answers.ts';

const Detail = z.object({ action: z.enum(POWER_ACTIONS), problem: z.string().optional() });

const TRIED = {
  'boot-network': 'boot the machine from the network, once',
  'on': 'switch the machine on',
  'cycle': 'restart the machine',
  'off': 'switch the machine off',
} as const;

/** `detail` of an event of the kind `power`; undefined when this page does not know its form. */
export function powerEventText(detail: unknown): string | undefined {
  const { data } = Detail.safeParse(detail);
  if (data === undefined) return undefined;
  const told = `The controller was told to ${TRIED[data.action]}`;
  return data.problem === undefined ? told : `${told}, and it failed: ${data.problem}`;
}
