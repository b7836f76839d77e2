// SPDX-License-Identifier: GPL-2.0-or-later
// How hard a password is to guess, roughly; and a new one that is.

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const COMMON = /^(?:pass(?:word)?|admin|root|qwert[yz]|letmein|welcome|ovirt|redhat|changeme)/i;

/** 0 (very weak) to 4 (strong), by the size of the space that length and kinds of characters span. */
export function strength(password: string): 0 | 1 | 2 | 3 | 4 {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  const distinct = new Set(password).size;
  const bits = Math.min(password.length, distinct * 2) * Math.log2(10 + kinds * 20) - (COMMON.test(password) ? 30 : 0);
  if (password.length < 8 || bits < 35) return 0;
  if (bits < 50) return 1;
  if (bits < 65) return 2;
  return bits < 85 ? 3 : 4;
}

/** A random password of 20 characters that are hard to mistake for each other (116 bits). */
export function generatePassword(): string {
  const chars: string[] = [];
  const limit = 256 - (256 % ALPHABET.length); // Bytes above it would favour the first letters.
  while (chars.length < 20) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      if (byte < limit && chars.length < 20) chars.push(ALPHABET.charAt(byte % ALPHABET.length));
    }
  }
  return chars.join('');
}
