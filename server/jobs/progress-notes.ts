// SPDX-License-Identifier: GPL-2.0-or-later
// How far a job is, written seldom: every commit waits for the disk and wakes everybody who watches.

import type { Store } from '../store/store.ts';
import { noteProgress } from './queue.ts';

const EVERY_MS = 1000;
const LONGEST_STAGE = 200;

export class ProgressNotes {
  readonly #store: Store;
  readonly #id: string;
  readonly #onError: (error: unknown) => void;
  #next: { stage: string; fraction: number | undefined } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #written = -Infinity;

  /** @param onError hears of notes that could not be written; the next one is tried all the same. */
  constructor(store: Store, id: string, onError: (error: unknown) => void) {
    this.#store = store;
    this.#id = id;
    this.#onError = onError;
  }

  /** The newest one is written, at once or within a second. */
  take(stage: string, fraction: number | undefined): void {
    this.#next = { stage: stage.slice(0, LONGEST_STAGE), fraction };
    this.#timer ??= setTimeout(() => this.#write(), Math.max(0, this.#written + EVERY_MS - performance.now()));
  }

  #write(): void {
    this.#timer = undefined;
    const next = this.#next;
    if (next === undefined) return;
    this.#next = undefined;
    this.#written = performance.now();
    this.#writing = this.#writing.then(() => noteProgress(this.#store, this.#id, next.stage, next.fraction)).catch(this.#onError);
  }

  /** Writes what is still to be written; nothing comes after it. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#write();
    await this.#writing;
  }
}
