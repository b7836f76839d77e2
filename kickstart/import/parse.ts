// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a kickstart into statements exactly where pykickstart finds them; what pykickstart would stop at is a statement too, with the reason.
import { readArguments, type Given } from '../language/arguments.ts';
import { commandRule, notShipped, sectionRule, type CommandRule } from '../language/commands.ts';
import { firstWord, isBlank, splitLines, strip } from '../language/lines.ts';
import type { KickstartVersion } from '../language/versions.ts';
import { wordsOf } from '../language/words.ts';

/** Where a statement stands: its first and last line, from 1. */
type Place = { readonly line: number; readonly end: number; /** The first line as it was. */ readonly text: string };
export type ReadCommand = Place & { readonly kind: 'command'; readonly name: string; readonly rule: CommandRule; readonly given: readonly Given[]; readonly words: readonly string[]; readonly comment: string | undefined };
/** A line inside a section that is never taken over, and why. */
export type Dropped = { readonly line: number; readonly reason: string };
export type ReadSection = Place & {
  readonly kind: 'section'; readonly name: string; readonly given: readonly Given[]; readonly words: readonly string[];
  /** The lines between header and %end with their ends, without those that are dropped. */
  readonly body: string; readonly dropped: readonly Dropped[]; readonly comment: string | undefined;
};
export type ReadStatement =
  | ReadCommand | ReadSection
  | (Place & { readonly kind: 'blank' })
  | (Place & { readonly kind: 'comment' })
  | (Place & { readonly kind: 'include'; readonly path: string })
  /** pykickstart would stop here, or ignore it with a warning. `ignored`: with a warning only. */
  | (Place & { readonly kind: 'wrong'; readonly reason: string; readonly ignored: boolean });

export type Parsed =
  | { readonly outcome: 'parsed'; readonly lines: readonly string[]; readonly statements: readonly ReadStatement[] }
  | { readonly outcome: 'refused'; readonly reason: string };

const MOST_BYTES = 1024 * 1024;
const MOST_LINES = 20_000;
/** Lines with their ends, cut where Python's str.splitlines(keepends=True) cuts. */
const LINE_WITH_END = /[^\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]|$)/g;
const UNFOLLOWED = 'another file would be read in here. Files are never fetched or followed by an import; paste its text in place of this line';

const isComment = (line: string) => strip(line).startsWith('#');
const sentence = (name: string, version: KickstartVersion, reason: string) => `The installer (${version}) would stop at this ${name.startsWith('%') ? 'section' : 'command'}, "${name}": ${reason}.`;

function readCommand(place: Place, words: readonly string[], comment: string | undefined, version: KickstartVersion): ReadStatement {
  const [name = '', ...rest] = words;
  const wrong = (reason: string, ignored = false): ReadStatement => ({ ...place, kind: 'wrong', reason, ignored });
  const rule = commandRule(version, name);
  if (rule === undefined) return wrong(sentence(name.slice(0, 40), version, name.startsWith('\ufeff') ? 'an invisible byte order mark stands before it' : 'it does not know it'));
  if (rule.status === 'removed') return wrong(sentence(name, version, 'it was removed from the language'));
  if (rule.status === 'deprecated') return wrong(`"${name}" has no effect any more in ${version}; the installer ignores it with a warning.`, true);
  const read = readArguments(name, rest, rule);
  if (read.outcome === 'refused') return wrong(sentence(name, version, read.reason));
  return { ...place, kind: 'command', name, rule, given: read.given, words: read.words, comment };
}

/** Walks over the lines of a text. */
class Lines {
  readonly all: readonly string[];
  readonly #withEnds: readonly string[];
  at = 0;

  constructor(text: string) {
    this.all = splitLines(text);
    this.#withEnds = text.match(LINE_WITH_END) ?? [];
  }

  get done(): boolean {
    return this.at >= this.all.length;
  }

  /** The next line without and with its end. */
  next(): { line: number; text: string; raw: string } {
    const index = this.at;
    this.at += 1;
    return { line: index + 1, text: this.all[index] ?? '', raw: this.#withEnds[index] ?? '' };
  }
}

type Body = { body: string; dropped: Dropped[]; end: number; problem: string | undefined };

/** What a line beginning with a word that acts inside sections does there. Source: pykickstart's _readSection, which looks at str.split() first and at shlex then. */
function acting(text: string, word: string, name: string, version: KickstartVersion): { end: string | undefined } | { drop: string } | { opens: string } | undefined {
  if (word.startsWith('%ksappend')) return { drop: `${word.slice(0, 40)}: ${UNFOLLOWED}.` };
  if (word !== '%end' && word !== '%include' && sectionRule(version, word) === undefined) return undefined;
  const words = wordsOf(text.replaceAll('#', '.'));
  if (words.outcome === 'refused') return { end: `the line ${JSON.stringify(text.slice(0, 40))} stops it: ${words.reason}` };
  const [first] = words.words;
  if (first === '%end') return { end: undefined };
  if (first === '%include') return { drop: `%include: ${UNFOLLOWED}.` };
  if (first === word) return { opens: `it is not closed: "${word}" stands before its %end` };
  return { drop: `The installer skips this line of ${name} without a word, because of the blank character before or after "${word}".` };
}

function readBody(lines: Lines, name: string, version: KickstartVersion): Body {
  const result: Body = { body: '', dropped: [], end: lines.at, problem: 'it has no %end' };
  while (!lines.done) {
    const { line, text, raw } = lines.next();
    result.end = line;
    const word = firstWord(text);
    const act = word.startsWith('%') ? acting(text, word, name, version) : undefined;
    if (act === undefined) result.body += raw;
    else if ('drop' in act) result.dropped.push({ line, reason: act.drop });
    else if ('end' in act) return { ...result, problem: act.end };
    else {
      lines.at -= 1;
      return { ...result, end: line - 1, problem: act.opens };
    }
  }
  return result;
}

/** The sections whose headers pykickstart leaves to others. */
const FREE = new Set(['%addon', '%anaconda']);

function readSection(place: Place, words: readonly string[], comment: string | undefined, lines: Lines, version: KickstartVersion): ReadStatement {
  const [name = '', ...rest] = words;
  const { body, dropped, end, problem } = readBody(lines, name, version);
  const at = { ...place, end };
  const wrong = (reason: string): ReadStatement => ({ ...at, kind: 'wrong', reason: sentence(name.slice(0, 40), version, reason), ignored: false });
  const rule = sectionRule(version, name);
  if (rule === undefined || notShipped(version, name, '')?.kind === 'lacking') return wrong('it does not know it');
  if (problem !== undefined) return wrong(problem);
  const read = readArguments(name, rest, FREE.has(name) ? { ...rule, free: true } : rule);
  if (read.outcome === 'refused') return wrong(read.reason);
  if (name === '%certificate' && isBlank(body)) return wrong('it is empty');
  if (name === '%certificate' && !read.given.some(({ option }) => option !== '--filename')) return wrong('it needs --dir or --type');
  return { ...at, kind: 'section', name, given: read.given, words: read.words, body, dropped, comment };
}

function readStatement(lines: Lines, version: KickstartVersion): ReadStatement {
  const { line, text } = lines.next();
  const place = { line, end: line, text };
  if (isBlank(text)) return { ...place, kind: 'blank' };
  if (isComment(text)) return { ...place, kind: 'comment' };
  const wrong = (reason: string): ReadStatement => ({ ...place, kind: 'wrong', reason, ignored: false });
  if (firstWord(text).startsWith('%ksappend')) return { ...place, kind: 'include', path: strip(text).replace(/^\S+\s*/, '') };
  const read = wordsOf(text);
  if (read.outcome === 'refused') return wrong(`The installer would stop with a traceback here: ${read.reason}.`);
  const [name = ''] = read.words;
  if (name === '') return wrong('The installer would stop with a traceback here: the first word is empty.');
  if (name === '%include') return read.words[1] ? { ...place, kind: 'include', path: read.words[1] } : wrong('The installer would stop here: %include needs the name of a file.');
  if (name === '%end') return wrong('The installer would stop here: this %end closes no section.');
  if (name.startsWith('%')) return readSection(place, read.words, read.comment, lines, version);
  return readCommand(place, read.words, read.comment, version);
}

/** Every statement of `text` in kickstart language `version`; nothing outside the text is ever read. */
export function parseKickstart(text: string, version: KickstartVersion): Parsed {
  const bytes = text.length > MOST_BYTES ? text.length : new TextEncoder().encode(text).length;
  if (bytes > MOST_BYTES) return { outcome: 'refused', reason: `The kickstart has ${bytes} bytes; at most ${MOST_BYTES} (1 MiB) are read. Split off what is not part of the kickstart itself.` };
  const lines = new Lines(text.startsWith('\ufeff') ? text.slice(1) : text);
  if (lines.all.length > MOST_LINES) return { outcome: 'refused', reason: `The kickstart has ${lines.all.length} lines; at most ${MOST_LINES} are read. Move long scripts into a package or a file that the script fetches.` };
  const statements: ReadStatement[] = [];
  while (!lines.done) statements.push(readStatement(lines, version));
  return { outcome: 'parsed', lines: lines.all, statements };
}
