// SPDX-License-Identifier: GPL-2.0-or-later
// Keeps account of every line of an imported kickstart: what became of it, why, and which field of the profile it gave.

/** `understood`: everything it says is in the profile. `kept`: it is in `extra` as it was. `refused`: something it says is not in the profile. */
export type Outcome = 'understood' | 'kept' | 'refused';

export type ImportedLine = {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly outcome: Outcome;
  /** Why it was refused, or how it was understood where that is not plain. */
  readonly reason?: string;
};

type Place = { readonly line: number; readonly end: number };
const RANK: Readonly<Record<Outcome, number>> = { understood: 0, kept: 1, refused: 2 };

export class Ledger {
  readonly #lines: readonly string[];
  readonly #outcomes = new Map<number, { outcome: Outcome; reasons: string[] }>();
  readonly #fields = new Map<string, number>();

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** Notes what became of a line; of several notes the worst counts, and every reason is told. */
  note(line: number, outcome: Outcome, reason?: string): void {
    const entry = this.#outcomes.get(line) ?? { outcome, reasons: [] };
    if (RANK[outcome] > RANK[entry.outcome]) entry.outcome = outcome;
    if (reason !== undefined && !entry.reasons.includes(reason)) entry.reasons.push(reason);
    this.#outcomes.set(line, entry);
  }

  /** The same for all lines of a statement. The reason is told on the first one. */
  settle({ line, end }: Place, outcome: Outcome, reason?: string): void {
    this.note(line, outcome, reason);
    for (let at = line + 1; at <= end; at += 1) this.note(at, outcome);
  }

  /** Whether something is noted for the line already. */
  knows(line: number): boolean {
    return this.#outcomes.has(line);
  }

  /** Remembers that the value at `field` (a dotted path into the profile) comes from `line`. */
  gives(field: string, line: number): void {
    this.#fields.set(field, line);
  }

  /** The same for a value that only one line can give: a line that gave it before does not count any more. */
  takes(field: string, line: number): void {
    const before = this.#fields.get(field);
    if (before !== undefined && before !== line) this.note(before, 'refused', `Line ${line} says the same again and counts.`);
    this.gives(field, line);
  }

  /** The line that gave the value at `field` or at the nearest field above it. */
  lineOf(field: string): number | undefined {
    for (let path = field; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
      const line = this.#fields.get(path);
      if (line !== undefined) return line;
    }
    return undefined;
  }

  /** Every line of the text; one that nothing was noted for is a mistake of this program. */
  lines(): ImportedLine[] {
    return this.#lines.map((text, index) => {
      const entry = this.#outcomes.get(index + 1);
      if (entry === undefined) throw new Error(`Line ${index + 1} of the imported kickstart was not accounted for.`);
      return { line: index + 1, text, outcome: entry.outcome, ...(entry.reasons.length > 0 && { reason: entry.reasons.join(' ') }) };
    });
  }
}
