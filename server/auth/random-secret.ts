// SPDX-License-Identifier: GPL-2.0-or-later
// Secrets that the server hands out once: 256 random bits to the client, their hash to the store.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new secret: `text` for its owner, `hash` for the store. Without a prefix the text has 43 characters. */
export function newSecret(prefix = ''): { text: string; hash: string } {
  const text = prefix + randomBytes(32).toString('base64url');
  return { text, hash: hashSecret(text) };
}

/** SHA-256 in hex. Enough for 256 random bits, which cannot be guessed; passwords need {@link hashPassword}. */
export function hashSecret(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Compares in a time that does not depend on the content. */
export function equalHashes(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
