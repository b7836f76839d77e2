// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: any valid recipe, with the strings that hurt.
import fc from 'fast-check';
import { Recipe } from './recipe.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/);
/** Characters that mean something to a shell, to guestfish, or to neither. */
const nasty = fc.constantFrom('\'', '"', '\\', '$', '`', ' ', '~', '*', '<', '|', '!', '#', '-', '\\x41', '$(id)', 'ä', '\u{1f600}', '%', '{a,b}', '\u2028', ';', '&', ':', 'win:', '..x');

/** A path whose parts are hostile and allowed. */
export const arbitraryPath = fc.array(fc.array(fc.oneof(nasty, name), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')).filter((part) => part !== '.' && part !== '..'), { minLength: 1, maxLength: 4 }).map((parts) => `/srv/${parts.join('/')}+`);

/** Content with line ends, quotes and lines that end a shell's document. */
export const arbitraryText = fc.array(fc.oneof(nasty, name, fc.constantFrom('\n', '\t', 'END\n', 'END_1\n', '\u0007', '\r\n', '\u0000')), { maxLength: 12 }).map((parts) => parts.join(''));

const arbitraryFile = fc.record({
  path: arbitraryPath, mode: fc.constantFrom('0644', '4755', '600'), owner: fc.constantFrom('root', '12'), group: fc.constantFrom('root', 'adm'),
  content: fc.oneof(arbitraryText.map((content) => ({ encoding: 'text' as const, content })), fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ encoding: 'base64' as const, content: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) }))),
}).map(({ content, ...file }) => ({ ...file, ...content }));

const arbitraryKey = fc.constantFrom('https://mirror.example.com/key%20one', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----');

export const arbitraryRecipe: fc.Arbitrary<Recipe> = fc.record({
  id: name, title: name, files: fc.uniqueArray(arbitraryFile, { maxLength: 4, selector: ({ path }) => path }),
  units: fc.record({ enable: fc.constantFrom([], ['a.socket', 'b']), disable: fc.constantFrom([], ['c']) }),
  commands: fc.array(arbitraryText.map((text) => `true ${text.replaceAll('\0', '').replaceAll('\r\n', '\n')}`), { maxLength: 3 }),
  repositories: fc.uniqueArray(fc.record({ name, baseurl: fc.constant('https://mirror.example.com/x/'), gpgkey: arbitraryKey }), { maxLength: 2, selector: (each) => each.name }),
  rpms: fc.uniqueArray(fc.stringMatching(/^[0-9a-f]{64}$/), { minLength: 1, maxLength: 3 }),
}).map((recipe) => Recipe.parse(recipe));
