// SPDX-License-Identifier: GPL-2.0-or-later
// The log of the boot plane: one JSON line for each event, no kickstart text, no values of a profile, no query.

import { StoreError, storeFailure } from '../store/errors.ts';
import { VaultError } from '../store/vault.ts';

export type WriteLine = (line: string) => void;

export type Report = {
  storeFails(error: unknown): void;
  storeAnswers(): void;
  readFailed(address: string, error: unknown): void;
  /** A change that an answer makes could not be written. */
  writeFailed(error: unknown): void;
  /** A file that machines may have cannot be read. */
  fileFailed(path: string, error: unknown): void;
  /** What nodes fetch has not been built. */
  notBuilt(path: string): void;
  /** A stored image was written to after it was hashed. */
  imageChanged(path: string): void;
  /** An armed host came for an installer, and there is none for its target. */
  noInstaller(host: string, target: string): void;
  renderFailed(host: string, error: unknown): void;
  mistake(error: unknown): void;
  /** An address went over a limit of guesses. */
  guessing(address: string, what: string): void;
  /** An address has as many downloads as it may have. */
  busy(address: string): void;
  /** A second address asked for a kickstart that was given out. */
  intruder(host: string, first: string, second: string): void;
};

/** A failing store is told at once, and then as often as this while it lasts. */
const REPEAT_MS = 10_000;

/** One line of the log. */
export function logLine(level: 'info' | 'error', event: string, details: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ time: new Date().toISOString(), level, event, ...details })}\n`;
}

/** @param now milliseconds, for the distance between repeated lines. */
export function createReport(write: WriteLine, now: () => number = Date.now): Report {
  const said = new Map<string, number>();
  const error = (event: string, details: Readonly<Record<string, unknown>>, subject = '') => {
    const key = `${event} ${subject}`;
    const last = said.get(key);
    if (last !== undefined && Math.abs(now() - last) < REPEAT_MS) return;
    if (said.size > 1000) said.clear();
    said.set(key, now());
    write(logLine('error', event, details));
  };
  let isFailing = false;
  return {
    storeFails: (cause) => {
      isFailing = true;
      error('store-failing', { effect: 'Hosts are told to wait (503).', ...reasonOf(cause) });
    },
    storeAnswers: () => {
      if (!isFailing) return;
      isFailing = false;
      said.clear();
      write(logLine('info', 'store-answers-again', {}));
    },
    readFailed: (address, cause) => error('request-not-answered', { address, effect: 'The machine is told to wait (503).', ...reasonOf(cause) }, address),
    writeFailed: (cause) => error('not-written', { effect: 'Machines are told to wait (503); nothing was given to them.', ...reasonOf(cause) }),
    fileFailed: (path, cause) => error('file-failed', { path, effect: 'The machine has not got it whole, and knows it.', ...reasonOf(cause) }, path),
    notBuilt: (path) => error('not-built', { path, effect: 'New nodes get no tools for upgrades (503).', fix: 'On the server run: npm run build' }, path),
    imageChanged: (path) =>
      error('image-changed', { path, effect: 'Not one byte of it is given out.', fix: 'Its size or time is not what it was when it was hashed. Hash it again (basewright image verify), or put the right file in its place (basewright image add FILE).' }, path),
    noInstaller: (host, target) => error('no-installer', { host, target, effect: 'The armed host boots from its local disk.', fix: `Register an installer tree for ${target}: page "Network boot", or basewright tree set.` }, host),
    renderFailed: (host, cause) =>
      error('kickstart-not-renderable', { host, effect: 'The host is told to wait (503).', fix: 'Open the profile and the host in the web pages, mend what is marked, and save.', ...reasonOf(cause) }, host),
    mistake: (cause) => error('mistake', reasonOf(cause)),
    guessing: (address, what) => error('address-limited', { address, reason: what, effect: 'It is told 429 for a few minutes.' }, address),
    busy: (address) => error('address-busy', { address, reason: 'too many downloads at the same time', effect: 'It is told to wait (503).' }, address),
    intruder: (host, first, second) => error('second-address', { host, first, second, effect: 'The host was disarmed.', fix: 'Find out which of the two is the machine, then arm it again.' }, host),
  };
}

/** Messages of other errors may quote the value that they stumbled on: only their kind and place are told. */
function reasonOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { reason: typeof error };
  const isPlain = error instanceof StoreError || error instanceof VaultError || storeFailure(error) !== undefined;
  if (isPlain) return { reason: error.message };
  return { reason: error.name, at: (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line)).slice(0, 6).map((line) => line.trim()) };
}
