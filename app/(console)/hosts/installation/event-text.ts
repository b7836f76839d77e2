// SPDX-License-Identifier: GPL-2.0-or-later
// One event of an installation in a sentence.
import { powerEventText } from '../[id]/power/power-event.ts';
import type { InstallationEvent } from './answers.ts';
import { ArmedDetail, CheckIn, Failure, Intruder, LayoutResult } from './details.ts';

const PLAIN: Readonly<Record<string, string>> = {
  disarmed: 'Disarmed',
  expired: 'The arming expired',
  script: 'The boot loader fetched the installer’s boot script',
  kickstart: 'The kickstart was given out',
  started: 'The installer started',
  waiting: 'The machine showed what it would erase, and waits',
  approved: 'The rehearsal was approved',
  refused: 'The rehearsal was refused',
  storage: 'The disk was erased and the volumes are made',
  image: 'The image is written',
  layout: 'Base and layer are made',
  installed: 'The installer is done',
  failed: 'The installation failed',
  'check-in': 'The booted node checked in',
  healthy: 'The node is healthy',
  intruder: 'A second address asked for the kickstart',
};

function withDetail({ kind, detail }: InstallationEvent): string | undefined {
  switch (kind) {
    case 'armed':
    case 'extended': {
      const isRehearsal = ArmedDetail.safeParse(detail).data?.isRehearsal === true;
      return `${kind === 'armed' ? 'Armed' : 'Armed again, with a new end'}${isRehearsal ? ', as a rehearsal' : ''}`;
    }
    case 'intruder': {
      const first = Intruder.safeParse(detail).data?.first;
      return typeof first === 'string' ? `A second address asked for the kickstart that ${first} had got` : undefined;
    }
    case 'failed': {
      const cause = Failure.safeParse(detail).data?.cause;
      return cause ? `The installation failed: ${cause.title}` : undefined;
    }
    case 'layout':
      return LayoutResult.safeParse(detail).data?.outcome === 'failed' ? 'The layout step failed' : undefined;
    case 'check-in':
      return CheckIn.safeParse(detail).data?.isHealthy === false ? 'The booted node checked in and is not healthy' : undefined;
    case 'power':
      return powerEventText(detail);
    default:
      return undefined;
  }
}

/** What happened, for people; a kind that this page does not know is told by its name. */
export function eventText(event: InstallationEvent): string {
  return withDetail(event) ?? PLAIN[event.kind] ?? event.kind;
}
