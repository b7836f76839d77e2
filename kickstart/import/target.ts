// SPDX-License-Identifier: GPL-2.0-or-later
// Which distribution a kickstart is for, when nobody says: our header, or the newest installer that takes every line.
import type { KickstartVersion } from '../language/versions.ts';
import { targets, type TargetId } from '../profile/targets.ts';
import type { Header } from './header.ts';
import { parseKickstart, type Parsed } from './parse.ts';

export type ChosenTarget = {
  readonly id: TargetId;
  readonly by: 'given' | 'header' | 'guess';
  /** In words for a person. */
  readonly reason: string;
};

type Guess = { readonly version: KickstartVersion; readonly id: TargetId };
const ENTERPRISE: readonly Guess[] = [{ version: 'RHEL10', id: 'centos10' }, { version: 'RHEL9', id: 'centos9' }, { version: 'RHEL8', id: 'alma8' }];
const FEDORA: readonly Guess[] = [{ version: 'F45', id: 'fedora45' }, { version: 'F44', id: 'fedora44' }, { version: 'F43', id: 'fedora43' }, { version: 'F42', id: 'fedora42' }];
const RED_HAT: Readonly<Partial<Record<KickstartVersion, TargetId>>> = { RHEL8: 'rhel8', RHEL9: 'rhel9', RHEL10: 'rhel10' };

/** Words by which the kickstarts of oVirt and its relatives are known: then Enterprise Linux 9 is tried first. */
const OVIRT = /\b(nodectl|imgbase|ovirt-node|rhvh)\b/;

/** Lines the installer would stop at count a thousand times those it only warns of. */
function objections(parsed: Parsed): number {
  if (parsed.outcome === 'refused') return 0;
  return parsed.statements.reduce((sum, statement) => {
    if (statement.kind === 'wrong') return sum + (statement.ignored ? 1 : 1000);
    if (statement.kind !== 'command') return sum;
    return sum + (statement.given.some(({ option }) => statement.rule.options[option]?.deprecated) ? 1 : 0);
  }, 0);
}

/** The product that the lines themselves betray. */
function betrayed(text: string, guess: Guess): TargetId {
  if (guess.version === 'RHEL9' && OVIRT.test(text)) return 'ovirt45';
  if (/^[ \t]*(eula|rhsm|syspurpose)([ \t]|$)/m.test(text)) return RED_HAT[guess.version] ?? guess.id;
  return guess.id;
}

function guessTarget(text: string): ChosenTarget {
  const guesses = [...(OVIRT.test(text) ? [ENTERPRISE[1] ?? { version: 'RHEL9', id: 'ovirt45' }] as const : []), ...ENTERPRISE, ...FEDORA];
  let best: Guess | undefined;
  let least = Infinity;
  for (const guess of guesses) {
    const count = objections(parseKickstart(text, guess.version));
    if (count < least) {
      best = guess;
      least = count;
    }
    if (least === 0) break;
  }
  const id = betrayed(text, best ?? { version: 'RHEL9', id: 'centos9' });
  const why = least === 0 ? 'the newest whose installer takes every line without a warning' : `the newest whose installer objects to the fewest lines (${Math.floor(least / 1000)} refused, ${least % 1000} warned of)`;
  return { id, by: 'guess', reason: `The kickstart does not say what it is for; ${targets[id].label} is ${why}. Choose another target and import again if that is wrong.` };
}

/** The target to read the text for. */
export function chooseTarget(text: string, header: Header | undefined, given: TargetId | undefined): ChosenTarget {
  if (given !== undefined) return { id: given, by: 'given', reason: `${targets[given].label} was chosen.` };
  if (header !== undefined) return { id: header.target, by: 'header', reason: `The comment at the top says it is for ${targets[header.target].label}.` };
  return guessTarget(text);
}
