// SPDX-License-Identifier: GPL-2.0-or-later
// Which lines may be kept as they are: commands that the target knows and that no slice says already.
import { readArguments, type Given } from '../language/arguments.ts';
import { commandRule } from '../language/commands.ts';
import { firstWord } from '../language/lines.ts';
import { wordsOf } from '../language/words.ts';
import type { Extra } from './extra.ts';
import type { Problem } from './storage-rules.ts';
import { targets, type TargetId } from './targets.ts';

/** Commands that a slice writes, or that hold a password or a network value: a kept line would silently override the slice, or carry what its rules refuse. */
export const sliceCommands: ReadonlySet<string> = new Set([
  'autopart', 'bootloader', 'btrfs', 'clearpart', 'cmdline', 'eula', 'firewall', 'firstboot', 'graphical', 'halt', 'ignoredisk', 'keyboard', 'lang', 'liveimg', 'logvol', 'mount', 'network',
  'part', 'partition', 'poweroff', 'raid', 'reboot', 'reqpart', 'rootpw', 'selinux', 'services', 'shutdown', 'sshkey', 'stratisfs', 'stratispool', 'text', 'timezone', 'user', 'volgroup', 'zerombr',
]);

/** Options whose value is a password in clear. */
const SECRET = new Set(['--password', '--passphrase', '--reverse-password', '--one-time-password', '--wpakey', '--wepkey', '--md5pass']);

/** The part of a command that says a password, or undefined: a kept line is neither sealed nor masked, so it may not hold one. */
export function secretIn(name: string, given: readonly Given[], words: readonly string[]): string | undefined {
  const named = given.find(({ option }) => SECRET.has(option))?.option ?? words.find((word) => /^--one-time-password(=|$)/.test(word))?.split('=')[0];
  if (named !== undefined) return named;
  return name === 'sshpw' && !given.some(({ option }) => option === '--lock' || option === '--sshkey') ? 'The password' : undefined;
}

function lineProblem(line: string, target: TargetId): string | undefined {
  if (firstWord(line).startsWith('#')) return undefined;
  const read = wordsOf(line);
  const [name = '', ...words] = read.outcome === 'words' ? read.words : [];
  const { kickstart, label } = targets[target];
  if (sliceCommands.has(name)) return `"${name}" is set by another part of the profile; change it there and remove this line.`;
  const rule = commandRule(kickstart, name);
  if (rule === undefined) return `"${name.slice(0, 40)}" is not a kickstart command of ${label}; remove the line.`;
  if (rule.status === 'removed') return `${label} no longer has the command "${name}" and stops at it; remove the line.`;
  const said = readArguments(name, words, rule);
  if (said.outcome === 'refused') return `${label} stops at this "${name}": ${said.reason}.`;
  const secret = secretIn(name, said.given, said.words);
  return secret === undefined ? undefined : `${secret} is a secret, and a kept line is shown to everybody who may read the profile; remove the line.`;
}

/** Kept lines that the target would refuse, or that would override another slice. */
export function extraRules({ extra, target }: { readonly extra: Extra; readonly target: TargetId }): Problem[] {
  return extra.commands.flatMap((line, index) => {
    const message = lineProblem(line, target);
    return message === undefined ? [] : [{ path: ['extra', 'commands', index], message }];
  });
}
