// SPDX-License-Identifier: GPL-2.0-or-later
// The sha256 of a file that grows: it follows what is written, and reads what it missed (after a restart: all of it) from the file.

import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

const PIECE_BYTES = 1024 * 1024;

export class RunningHash {
  readonly #path: string;
  #hash: Hash = createHash('sha256');
  /** How many bytes of the file are in the hash. */
  #done = 0;
  /** How many bytes of the file will not change any more. */
  #known: number;
  #reading: Promise<void> | undefined;

  /** @param known how many bytes are in the file already; they are read in the background. */
  constructor(path: string, known: number) {
    this.#path = path;
    this.#known = known;
  }

  get done(): number {
    return this.#done;
  }

  /** Tells of bytes that were just written at `at`. While older ones are being read, these are read too when it is their turn. */
  follow(bytes: Buffer, at: number): void {
    if (this.#reading === undefined && at === this.#done) {
      this.#hash.update(bytes);
      this.#done += bytes.length;
    }
    this.grow(at + bytes.length);
  }

  /** Tells that the first `length` bytes are in the file, and stay; they are read later. */
  grow(length: number): void {
    this.#known = Math.max(this.#known, length);
  }

  /** Reads what is missing. @throws what reading throws; the next call begins where it failed. */
  catchUp(): Promise<void> {
    if (this.#done >= this.#known) return this.#reading ?? Promise.resolve();
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** The hash of the first `size` bytes, which are all in the file by now. @throws what reading throws. */
  async digest(size: number): Promise<string> {
    this.grow(size);
    while (this.#done < size) await this.catchUp();
    if (this.#done > size) throw new Error(`${this.#done} bytes were hashed of a file with ${size}`);
    return this.#hash.copy().digest('hex');
  }

  async #read(): Promise<void> {
    const file: FileHandle = await open(this.#path, 'r');
    try {
      const buffer = Buffer.allocUnsafe(PIECE_BYTES);
      while (this.#done < this.#known) {
        const at = this.#done;
        const { bytesRead } = await file.read(buffer, 0, Math.min(PIECE_BYTES, this.#known - at), at);
        if (bytesRead === 0) throw new Error(`${this.#path} ends after ${at} bytes, and ${this.#known} were written`);
        this.#hash.update(buffer.subarray(0, bytesRead));
        this.#done += bytesRead;
      }
    } finally {
      await file.close();
    }
  }
}
