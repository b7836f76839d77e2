// SPDX-License-Identifier: GPL-2.0-or-later
// crypt(3)'s $6$ hash, as Linux checks it. Written from "Unix crypt using SHA-256 and SHA-512" (Ulrich Drepper, public domain).

import { hash } from 'node:crypto';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGEST = 64;

/**
 * Hashes a password for /etc/shadow. Costs about 1.5 µs per round: run it outside of the event loop.
 *
 * @param salt 1 to 16 characters of `./0-9A-Za-z`.
 * @param rounds 1000 to 999999999; libxcrypt refuses others.
 */
export function sha512Crypt(password: string, salt: string, rounds: number): string {
  if (!/^[./0-9A-Za-z]{1,16}$/.test(salt)) throw new RangeError('a salt has 1 to 16 characters of ./0-9A-Za-z');
  if (!Number.isInteger(rounds) || rounds < 1000 || rounds > 999_999_999) throw new RangeError('rounds are 1000 to 999999999');
  const key = Buffer.from(password, 'utf8');
  const saltBytes = Buffer.from(salt, 'ascii');
  const first = firstDigest(key, saltBytes);
  const keySequence = repeated(sha512(times(key, key.length)), key.length);
  const saltSequence = repeated(sha512(times(saltBytes, 16 + (first[0] ?? 0))), saltBytes.length);
  return `$6$rounds=${rounds}$${salt}$${encode(stretch(first, keySequence, saltSequence, rounds))}`;
}

function sha512(...parts: Buffer[]): Buffer {
  return hash('sha512', Buffer.concat(parts), 'buffer');
}

function times(bytes: Buffer, count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => bytes));
}

/** The digest over and over until it fills `length` bytes. */
function repeated(digest: Buffer, length: number): Buffer {
  return Buffer.alloc(length, digest);
}

/** Steps 1 to 12. */
function firstDigest(key: Buffer, salt: Buffer): Buffer {
  const other = sha512(key, salt, key);
  const parts = [key, salt, repeated(other, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push((bits & 1) === 1 ? other : key);
  return sha512(...parts);
}

/** Step 21: what makes guessing slow. */
function stretch(first: Buffer, key: Buffer, salt: Buffer, rounds: number): Buffer {
  // A round hashes one of 2 x 2 x 2 arrangements around the last digest: the fixed parts are laid out once.
  const arrangements = Array.from({ length: 8 }, (_, number) => arrange((number & 1) === 1, (number & 2) === 2, (number & 4) === 4, key, salt));
  let digest = first;
  for (let round = 0; round < rounds; round += 1) {
    const number = (round % 2 === 1 ? 1 : 0) + (round % 3 === 0 ? 0 : 2) + (round % 7 === 0 ? 0 : 4);
    const arrangement = arrangements[number];
    if (arrangement === undefined) throw new RangeError('there are eight arrangements');
    digest.copy(arrangement.bytes, arrangement.at);
    digest = hash('sha512', arrangement.bytes, 'buffer');
  }
  return digest;
}

function arrange(odd: boolean, withSalt: boolean, withKey: boolean, key: Buffer, salt: Buffer): { bytes: Buffer; at: number } {
  const gap = Buffer.alloc(DIGEST);
  const middle = Buffer.concat([withSalt ? salt : Buffer.alloc(0), withKey ? key : Buffer.alloc(0)]);
  const bytes = Buffer.concat(odd ? [key, middle, gap] : [gap, middle, key]);
  return { bytes, at: odd ? bytes.length - DIGEST : 0 };
}

/** Step 22: crypt's own base 64, over triples of bytes whose places rotate by 21. */
function encode(digest: Buffer): string {
  let text = '';
  for (let triple = 0; triple < 21; triple += 1) {
    const places = [triple, triple + 21, triple + 42];
    const [high, middle, low] = [0, 1, 2].map((index) => digest[places[(index + triple) % 3] ?? 0] ?? 0);
    text += encodeBits(((high ?? 0) << 16) | ((middle ?? 0) << 8) | (low ?? 0), 4);
  }
  return text + encodeBits(digest[DIGEST - 1] ?? 0, 2);
}

function encodeBits(bits: number, characters: number): string {
  return Array.from({ length: characters }, (_, index) => ALPHABET[(bits >> (6 * index)) & 63]).join('');
}
