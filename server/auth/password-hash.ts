// SPDX-License-Identifier: GPL-2.0-or-later
// Hashes of admin passwords: argon2id in the thread pool, a few at a time, kept in the PHC string form.

import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { createLimit } from './limit.ts';

const derive = promisify(argon2);

type Cost = { memory: number; passes: number; parallelism: number };

/** OWASP's floor for argon2id: 19 MiB, 2 passes, 1 lane; about 40 ms. */
const cost: Cost = { memory: 19 * 1024, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

// The pool has four threads, which files need too; a queue this long is an attack and not a morning at the office.
const limit = createLimit({ running: 2, waiting: 40 });

const form = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** @throws {BusyError} when too many hashes wait already. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await compute(password, salt, cost, HASH_BYTES);
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

export type PasswordCheck = { matches: boolean; /** The hash is of an older, cheaper form: hash again. */ outdated: boolean };

/**
 * Compares a password with a stored hash. Without a hash (no such user) it takes as long and never matches.
 *
 * @throws {BusyError} when too many hashes wait already.
 */
export async function checkPassword(password: string, stored: string | undefined): Promise<PasswordCheck> {
  const [, memory, passes, parallelism, salt = '', hash = ''] = form.exec(stored ?? '') ?? [];
  if (memory === undefined) {
    await compute(password, randomBytes(SALT_BYTES), cost, HASH_BYTES);
    return { matches: false, outdated: false };
  }
  const used: Cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const expected = Buffer.from(hash, 'base64');
  const actual = await compute(password, Buffer.from(salt, 'base64'), used, expected.length);
  const outdated = used.memory < cost.memory || used.passes < cost.passes || used.parallelism !== cost.parallelism;
  return { matches: timingSafeEqual(actual, expected), outdated };
}

async function compute(password: string, nonce: Buffer, used: Cost, tagLength: number): Promise<Buffer> {
  // One spelling of é, whatever the keyboard or system makes of it.
  const message = password.normalize('NFC');
  return limit(() => derive('argon2id', { message, nonce, ...used, tagLength }));
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
