// SPDX-License-Identifier: GPL-2.0-or-later
// Hashes passwords of nodes for kickstarts: $6$ with 100,000 rounds, in a worker thread.

import { randomInt } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { createLimit } from './limit.ts';

/** The rounds that the STIG of Enterprise Linux asks for; about 0.2 s. */
const ROUNDS = 100_000;
const SALT_CHARACTERS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const limit = createLimit({ running: 2, waiting: 20 });

const Answer = z.string().regex(/^\$6\$rounds=\d+\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/);

export type NodePassword = { outcome: 'hashed'; hash: string } | { outcome: 'refused'; message: string };

/**
 * Hashes the password of a node's account for `rootpw` and `user`. The only form that every supported target and its
 * hardening guides take is `$6$`. The password is not normalised: the console sends the bytes that were typed.
 *
 * @throws {BusyError} when too many passwords are being hashed.
 */
export async function hashNodePassword(password: string): Promise<NodePassword> {
  const message = nodePasswordProblem(password);
  if (message !== undefined) return { outcome: 'refused', message };
  const salt = Array.from({ length: 16 }, () => SALT_CHARACTERS[randomInt(SALT_CHARACTERS.length)]).join('');
  return { outcome: 'hashed', hash: await limit(() => runWorker({ password, salt, rounds: ROUNDS })) };
}

/** chpasswd reads one line per account: a line break or NUL would cut the password or add an account. */
function nodePasswordProblem(password: string): string | undefined {
  if (password === '') return 'The password is empty. Type one, or lock the account instead.';
  if (Buffer.byteLength(password) > 511) return 'The password has more than 511 bytes, which the login of the node refuses. Type a shorter one.';
  if (!password.isWellFormed() || /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(password))
    return 'The password holds a control character or line break, which cannot be typed at a login. Remove it.';
  return undefined;
}

function runWorker(work: { password: string; salt: string; rounds: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./crypt-worker.ts', import.meta.url), { workerData: work });
    worker.once('message', (message) => resolve(Answer.parse(message)));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the password worker ended without an answer')));
  });
}
