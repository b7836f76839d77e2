// SPDX-License-Identifier: GPL-2.0-or-later
// One command as a whole, made of one line or of several that say the same command again; options nobody asked for are refused at the end.
import type { Given } from '../language/arguments.ts';
import { isFlag, type OptionRule } from '../language/commands.ts';
import { strip } from '../language/lines.ts';
import type { Ledger } from './ledger.ts';
import type { ReadCommand } from './parse.ts';

type Entry = Given & { readonly from: ReadCommand };

/** Source: pykickstart sets a flag's default again at every line, and keeps the value of an option that a later line does not give. */
const forgets = (rule: OptionRule) => rule.action === 'store_true' || rule.action === 'store_false';
const collects = (rule: OptionRule) => rule.action.startsWith('append') || rule.action.startsWith('extend');

/** Reasons for options that are not taken over, by option. */
export type Reasons = Readonly<Record<`--${string}`, string>>;

export class Reading {
  readonly #commands: readonly ReadCommand[];
  readonly #kept = new Map<string, Entry[]>();
  readonly #asked = new Set<string>();
  /** The words that are not options, of the last line that has any. */
  readonly words: readonly string[];

  constructor(commands: readonly ReadCommand[]) {
    this.#commands = commands;
    let words: readonly string[] = [];
    for (const command of commands) {
      for (const [dest, entries] of this.#kept) {
        const rule = entries[0] && this.#rule(entries[0].option);
        if (rule !== undefined && forgets(rule)) this.#kept.delete(dest);
      }
      const fresh = new Set<string>();
      for (const given of command.given) {
        const rule = command.rule.options[given.option];
        if (rule === undefined || rule.deprecated) continue;
        const dest = this.#dest(given.option);
        const before = fresh.has(dest) && collects(rule) ? (this.#kept.get(dest) ?? []) : [];
        this.#kept.set(dest, [...before, { ...given, from: command }]);
        fresh.add(dest);
      }
      if (command.words.length > 0) words = command.words;
    }
    this.words = words;
  }

  get present(): boolean {
    return this.#commands.length > 0;
  }

  /** The last line; 0 when there is none. */
  get line(): number {
    return this.#commands.at(-1)?.line ?? 0;
  }

  #rule(option: string): OptionRule | undefined {
    return this.#commands.at(-1)?.rule.options[option] ?? this.#commands[0]?.rule.options[option];
  }

  #dest(option: string): string {
    return this.#rule(option)?.dest ?? option.slice(2).replaceAll('-', '_');
  }

  #entries(option: string): readonly Entry[] {
    const dest = this.#dest(option);
    this.#asked.add(dest);
    return this.#kept.get(dest) ?? [];
  }

  /** The value of an option (or of another name for it), or undefined. */
  text(option: string): string | undefined {
    const value = this.#entries(option).at(-1)?.value;
    return value === true || value === '' ? undefined : value;
  }

  number(option: string): number | undefined {
    const value = this.text(option);
    return value === undefined ? undefined : Number(value);
  }

  /** The items of a comma list, of all times it was given. Source: pykickstart strips items and drops empty ones. */
  list(option: string): string[] {
    return this.#entries(option).flatMap(({ value }) => (value === true ? [] : value.split(',').map(strip).filter((item) => item !== '')));
  }

  /** Whether the flag stands, and no other flag that means the opposite after it. */
  flag(option: string): boolean {
    const entries = this.#entries(option);
    const rule = this.#rule(option);
    return rule !== undefined && collects(rule) ? entries.some((entry) => entry.option === option) : entries.at(-1)?.option === option;
  }

  /** Every option that collects into the same list, in order: `--port=…`, `--ssh`. */
  collected(option: string): readonly Given[] {
    return this.#entries(option);
  }

  /** Whether the option is given at all. */
  has(option: string): boolean {
    return this.#entries(option).length > 0;
  }

  /** Options that nobody asked for. */
  left(): readonly Entry[] {
    return [...this.#kept].filter(([dest]) => !this.#asked.has(dest)).flatMap(([, entries]) => entries);
  }

  /** Accounts for the lines: understood, or refused in part for options that were not asked for. */
  settle(ledger: Ledger, reasons: Reasons = {}): void {
    for (const [index, command] of this.#commands.entries()) {
      const later = this.#commands[index + 1];
      ledger.settle(command, 'understood', later === undefined ? undefined : `"${later.name}" on line ${this.line} comes later and counts where both say the same.`);
      for (const { option } of command.given) {
        const rule = command.rule.options[option];
        if (rule?.deprecated) ledger.note(command.line, 'refused', `${option} has no effect any more.`);
      }
    }
    for (const { option, value, from } of this.left()) {
      const rule = from.rule.options[option];
      const said = rule !== undefined && isFlag(rule) ? option : `${option}=${value === true ? '' : value}`;
      const why = Object.entries(reasons).find(([name]) => name === option)?.[1] ?? 'a profile has no place for it.';
      ledger.note(from.line, 'refused', `Taken over without ${/pass|key/.test(option) ? option : said}: ${why}`);
    }
  }
}
