// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the words after a command or section name as pykickstart's option parser (Python's argparse) does.
import { isFlag, type CommandRule, type OptionRule } from './commands.ts';
import { strip } from './lines.ts';

/** One option as it was given: its full name, and its value (`true` for a flag). */
export type Given = { readonly option: string; readonly value: string | true };

export type Arguments =
  | { readonly outcome: 'read'; /** In the order of the line; an option that is given twice is here twice. */ readonly given: readonly Given[]; readonly words: readonly string[] }
  | { readonly outcome: 'refused'; readonly reason: string };

type Word =
  | { readonly kind: 'word' }
  | { readonly kind: 'option'; readonly option: string; readonly value: string | undefined }
  | { readonly kind: 'wrong'; readonly reason: string };

const PLAIN: Word = { kind: 'word' };
const show = (word: string) => JSON.stringify(word.length > 60 ? `${word.slice(0, 60)}…` : word);

/** Source: argparse's _parse_optional: an exact name, a name before `=`, an unambiguous beginning of a name; what looks like a negative number or holds a blank is a word. */
function classify(word: string, rule: CommandRule): Word {
  if (!word.startsWith('-') || word === '-') return PLAIN;
  if (Object.hasOwn(rule.options, word)) return { kind: 'option', option: word, value: undefined };
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  const value = equals < 0 ? undefined : word.slice(equals + 1);
  if (equals >= 0 && Object.hasOwn(rule.options, name)) return { kind: 'option', option: name, value };
  const fits = name.startsWith('--') ? Object.keys(rule.options).filter((option) => option.startsWith(name)) : [];
  const [option] = fits;
  if (fits.length > 1) return { kind: 'wrong', reason: `${show(name)} could mean ${fits.join(' or ')}; write the option in full` };
  if (option !== undefined) return { kind: 'option', option, value };
  if (/^-[0-9]+$|^-[0-9]*\.[0-9]+$/.test(word) || word.includes(' ')) return PLAIN;
  return { kind: 'wrong', reason: `the option ${show(name)} is unknown` };
}

/** The value as it is kept, or the reason why pykickstart refuses it. Source: int options are Python's int(). */
function checked(option: string, value: string, rule: OptionRule): { value: string } | { reason: string } {
  if (rule.choices !== undefined && !rule.choices.includes(value)) return { reason: `${option} takes one of ${rule.choices.join(', ')}, not ${show(value)}` };
  if (rule.type === 'int') {
    const number = strip(value);
    if (!/^[+-]?[0-9]+(_[0-9]+)*$/.test(number)) return { reason: `${option} takes a whole number, not ${show(value)}` };
    return { value: String(BigInt(number.replaceAll('_', '').replace('+', ''))) };
  }
  if (rule.type === 'bool') {
    const said = value.toLowerCase();
    if (['on', 'yes', 'true', '1'].includes(said)) return { value: 'yes' };
    return ['off', 'no', 'false', '0'].includes(said) ? { value: 'no' } : { reason: `${option} takes yes or no, not ${show(value)}` };
  }
  return { value };
}

function readOption(option: string, own: string | undefined, next: string | undefined, rule: CommandRule): { given: Given; took: number } | { reason: string } {
  const known = rule.options[option];
  if (known === undefined) return { reason: `the option ${option} is unknown` };
  if (isFlag(known)) return own === undefined ? { given: { option, value: true }, took: 1 } : { reason: `${option} takes no value` };
  const value = own ?? (next !== undefined && next !== '--' && classify(next, rule).kind === 'word' ? next : undefined);
  if (value === undefined) return { reason: `${option} needs a value` };
  const kept = checked(option, value, known);
  return 'reason' in kept ? kept : { given: { option, value: kept.value }, took: own === undefined ? 2 : 1 };
}

/** Commands that need no word of their own when one of these options stands there. */
const WORDLESS: Readonly<Record<string, readonly string[]>> = { rootpw: ['--lock'], keyboard: ['--xlayouts', '--vckeymap'], timezone: ['--utc', '--isUtc', '--nontp', '--ntpservers'], volgroup: ['--useexisting', '--noformat'], driverdisk: ['--source', '--biospart'], sshpw: ['--lock'] };

function complete(name: string, rule: CommandRule, given: readonly Given[], words: readonly string[]): string | undefined {
  const has = (option: string) => given.some((one) => one.option === option);
  const missing = Object.entries(rule.options).find(([option, { required }]) => required && !has(option));
  if (missing !== undefined) return `the option ${missing[0]} is missing`;
  const [least, most] = rule.positionals;
  if (most !== null && words.length > most) return most === 0 ? `${show(words[0] ?? '')} is one word too many: this takes only options` : `there are ${words.length} words that are not options; at most ${most} may be there. Quote what belongs together`;
  return words.length < least && !(WORDLESS[name] ?? []).some(has) ? 'a word is missing' : undefined;
}

/** The options and words that `words` (without the name itself) say under `rule`. */
export function readArguments(name: string, words: readonly string[], rule: CommandRule): Arguments {
  if (rule.free) return { outcome: 'read', given: [], words };
  const given: Given[] = [];
  const plain: string[] = [];
  const refused = (reason: string): Arguments => ({ outcome: 'refused', reason });
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    if (word === '--') {
      // Where argparse takes it depends on what stands before; only the plain case is read, anything else is refused.
      const most = rule.positionals[1];
      if (most === 0 || most === null || plain.length > 0 || at + 1 === words.length) return refused('"--" has no meaning here');
      plain.push(...words.slice(at + 1));
      break;
    }
    const kind = classify(word, rule);
    if (kind.kind === 'wrong') return refused(kind.reason);
    if (kind.kind === 'word') {
      plain.push(word);
      at += 1;
    } else {
      const option = readOption(kind.option, kind.value, words[at + 1], rule);
      if ('reason' in option) return refused(option.reason);
      given.push(option.given);
      at += option.took;
    }
  }
  const problem = complete(name, rule, given, plain);
  return problem === undefined ? { outcome: 'read', given, words: plain } : refused(problem);
}
