// SPDX-License-Identifier: GPL-2.0-or-later
// What a password of an admin may be: long, and not one that is tried first. No rules of composition (NIST SP 800-63B, 5.1.1.2).

import { commonPasswords } from './common-passwords.ts';

export const MIN_PASSWORD = 15;
export const MAX_PASSWORD = 256;

/** Why a password may not be taken, in words for the person who chose it; undefined when it may. */
export function passwordProblem(password: string, userName: string): string | undefined {
  const length = [...password].length;
  if (!password.isWellFormed()) return 'The password holds a broken character. Type it again.';
  if (length < MIN_PASSWORD) return `The password has ${length} characters and needs at least ${MIN_PASSWORD}. A few words in a row are easy to remember.`;
  if (length > MAX_PASSWORD) return `The password has ${length} characters; at most ${MAX_PASSWORD} are taken.`;
  const plain = password.toLowerCase().replace(/[\s._-]/g, '');
  if (commonPasswords.has(plain)) return 'This password is on the list of those that are tried first. Choose words that only you would put together.';
  if (withoutName(plain, userName).length < 8) return 'The password is little more than the user name. Choose words that only you would put together.';
  if (isPattern(plain)) return 'The password is one short piece repeated or a row of neighbouring characters. Choose words that only you would put together.';
  return undefined;
}

function withoutName(plain: string, userName: string): string {
  return userName.length < 3 ? plain : plain.replaceAll(userName.toLowerCase(), '');
}

/** A piece of at most five characters over and over, few different characters, or a row such as 123456 or abcdef. */
function isPattern(plain: string): boolean {
  if (new Set(plain).size < 5) return true;
  if (/^(.{1,5})\1+.{0,4}$/u.test(plain)) return true;
  const codes = [...plain].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}
