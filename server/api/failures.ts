// SPDX-License-Identifier: GPL-2.0-or-later
// What is thrown while a request is answered, as the problem that the client sees. The one place where that is decided.

import { BusyError } from '../auth/limit.ts';
import { ConfigError } from '../config.ts';
import { StoreError, type StoreFailure, storeFailure } from '../store/errors.ts';
import { type Problem, ProblemError } from './problem.ts';

const ofStore: Readonly<Record<StoreFailure, Problem>> = {
  busy: {
    status: 503, kind: 'store-busy', title: 'The database is in use', detail: 'Another program holds it, a backup perhaps. Nothing was changed. Try again in a few seconds.', headers: { 'retry-after': '2' },
  },
  full: {
    status: 507, kind: 'store-full', title: 'The disk of the server is full', detail: 'Nothing was changed. Free some space on the file system of the data directory, then try again.',
  },
  broken: {
    status: 503, kind: 'store-broken', title: 'The database cannot be read or written', detail: 'Nothing was changed. Look for the request id in the log of the server.', headers: { 'retry-after': '30' },
  },
};

/** The problem for an error, and whether the log should hear of it. */
export function problemOf(error: unknown): { problem: Problem; isLogged: boolean } {
  if (error instanceof ProblemError) return { problem: error.problem, isLogged: false };
  if (error instanceof BusyError) return { problem: { status: 503, kind: 'busy', title: 'The server is busy', detail: error.message, headers: { 'retry-after': '5' } }, isLogged: false };
  const failure = storeFailure(error);
  if (failure !== undefined) return { problem: ofStore[failure], isLogged: true };
  // Their messages name files and settings: those are for the log.
  if (error instanceof StoreError || error instanceof ConfigError) return { problem: ofStore.broken, isLogged: true };
  return {
    problem: { status: 500, kind: 'failure', title: 'The server made a mistake', detail: 'Look for the request id in the log of the server, and report what it says there.' },
    isLogged: true,
  };
}
