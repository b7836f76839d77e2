// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: random command lines, right and wrong, with every spelling of words, options and abbreviations.
import fc from 'fast-check';
import { commandRule } from '../language/commands.ts';
import commandTable from '../language/commands.generated.json' with { type: 'json' };
import { kickstartVersions, type KickstartVersion } from '../language/versions.ts';

/** A word in one of the spellings shlex reads as `word`. */
function spelled(word: string, style: number): string {
  if (style === 0 && /^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  if (style === 1 && !word.includes("'")) return `'${word}'`;
  if (style === 2) return word.replace(/[^A-Za-z0-9]/g, '\\$&') || '""';
  const half = Math.floor(word.length / 2);
  return style === 3 ? `"${word.slice(0, half).replace(/["\\]/g, '\\$&')}"${word.slice(half).replace(/[^A-Za-z0-9]/g, '\\$&')}` : `"${word.replace(/["\\]/g, '\\$&')}"`;
}

const value = fc.oneof(
  fc.constantFrom('a', '1', '-5', ' 7 ', '1_000', '+3', '0x10', 'yes', 'No', '', 'a b', '--lock', '-x', 'a#b', "it's", '"q"', 'a\\b', 'x=y', 'a,b', ' a , b,', '$x', 'ü', '\u00a0', '%', '/boot', '-1.5', '-', 'static', 'xfs'),
  fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ0189 "\'\\#$=-,./%äé')), maxLength: 10 }),
);
type Piece = { readonly option: string; readonly cut: number; readonly form: number; readonly value: string; readonly styles: readonly [number, number] };
const piece = (options: readonly string[]): fc.Arbitrary<Piece> => fc.record({
  option: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...options, '--') }, { weight: 1, arbitrary: fc.constantFrom('--bogus', '-x', '--', '--=', '-5') }),
  cut: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }) }),
  form: fc.integer({ min: 0, max: 6 }), value, styles: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })),
});

function written({ option, cut, form, value: given, styles }: Piece): string {
  const name = cut === 0 ? option : option.slice(0, Math.max(3, option.length - cut));
  if (form === 0) return spelled(name, styles[0]);
  if (form === 1) return spelled(given, styles[1]);
  return form === 2 ? `${spelled(name, styles[0])} \t${spelled(given, styles[1])}` : spelled(`${name}=${given}`, styles[0]);
}

const names = Object.keys(commandTable.commands);

/** A command line of one kickstart version. */
export type Line = { readonly version: KickstartVersion; readonly name: string; readonly text: string };

/** Lines of every command that the version knows, for all versions or one. */
export function arbitraryLine(only?: KickstartVersion): fc.Arbitrary<Line> {
  return fc.constantFrom(...(only === undefined ? kickstartVersions : [only])).chain((version) => fc.constantFrom(...names.filter((name) => commandRule(version, name) !== undefined)).chain((name) => {
    const options = Object.keys(commandRule(version, name)?.options ?? {});
    return fc.array(piece(options.length > 0 ? options : ['--none']), { maxLength: 5 }).map((pieces) => ({ version, name, text: [name, ...pieces.map(written)].join(' ') }));
  }));
}
