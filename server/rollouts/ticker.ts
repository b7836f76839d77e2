// SPDX-License-Identifier: GPL-2.0-or-later
// Looks at the clock for roll-outs, in the worker, of which there is one: reports move them by themselves, silence does not.

import { logLine } from '../boot/log.ts';
import type { Store } from '../store/store.ts';
import { isSomethingDue, MOST_SETTLED, settleRollouts } from './settle.ts';
import { runIn } from './statements.ts';

const LOOK_MS = 5000;

/** Settles what is due now. Takes the write lock only when something is. @returns how many nodes changed */
export async function settleDue(store: Store): Promise<number> {
  if (!(await runIn(store.database, isSomethingDue(store.now())))) return 0;
  for (let count = 0; ;) {
    const settled = await store.write((transaction) => runIn(transaction, settleRollouts(store.now())));
    count += settled;
    if (settled < MOST_SETTLED) return count;
  }
}

type Ticking = { readonly every?: number; /** For the log of the server. */ readonly write?: (line: string) => void };

/** Settles roll-outs for as long as the process runs. A look that fails is told, and the next one comes all the same. @returns what ends it */
export function keepRolloutsMoving(store: Store, { every = LOOK_MS, write = (line) => process.stdout.write(line) }: Ticking = {}): () => Promise<void> {
  let looking: Promise<unknown> = Promise.resolve();
  let isLooking = false;
  const look = () => {
    if (isLooking) return;
    isLooking = true;
    looking = settleDue(store)
      .catch((error: unknown) => write(logLine('error', 'rollouts-not-settled', { message: error instanceof Error ? error.message : String(error) })))
      .finally(() => { isLooking = false; });
  };
  const timer = setInterval(look, every);
  timer.unref();
  look();
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
