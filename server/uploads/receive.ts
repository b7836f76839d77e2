// SPDX-License-Identifier: GPL-2.0-or-later
// Takes in one piece of an upload: written where it belongs, on the disk before it counts, judged by its first bytes and by its checksum.

import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { SUPERBLOCK_BYTES, squashfsProblem } from '../images/squashfs.ts';
import { UploadRefusal } from './refusal.ts';
import type { RunningHash } from './running-hash.ts';

/** Written at once: the pieces that come from a socket are small, and each write is a round through the system. */
const GATHERED_BYTES = 1024 * 1024;

/** What a client says about its piece. */
export type Checksum = { readonly algorithm: 'sha1' | 'sha256'; readonly digest: Buffer };

export type Piece = {
  readonly path: string;
  /** Where it begins: the length of the file. */
  readonly offset: number;
  /** Of the whole file. */
  readonly size: number;
  readonly checksum: Checksum | undefined;
  readonly hash: RunningHash;
  /** Called whenever bytes came. */
  readonly onBytes: (offset: number) => void;
};

/** `offset`: how far the file is now. With `error` the piece broke off there: what came until then counts, but for a piece with a checksum. */
export type Received = { readonly offset: number; readonly error: unknown };

/**
 * Writes what the stream brings, and cuts off again what may not stay.
 *
 * @throws {UploadRefusal} 422 when this is no image, so that nothing of it is worth keeping; 460 when the checksum is not that of the piece.
 */
export async function receive(stream: Readable, piece: Piece): Promise<Received> {
  const file = await open(piece.path, 'r+');
  const writing = new Writing(file, piece);
  try {
    const error = await writing.take(stream);
    const kept = writing.judged(error);
    if (kept < writing.written) await file.truncate(kept);
    await file.datasync();
    if (piece.checksum !== undefined) piece.hash.grow(kept);
    if (error === undefined && kept < writing.offset) throw new UploadRefusal(460, 'This piece is not what its Upload-Checksum says, so it was discarded. Send it again.');
    return { offset: kept, error };
  } finally {
    await file.close();
  }
}

class Writing {
  readonly #file: FileHandle;
  readonly #piece: Piece;
  readonly #sum: Hash | undefined;
  #head: Buffer | undefined;
  #gathered: Buffer[] = [];
  #waiting = 0;
  /** How far the bytes are whole in the file. */
  offset: number;
  /** How far the file may be written, in whole or in part. */
  written: number;

  constructor(file: FileHandle, piece: Piece) {
    this.#file = file;
    this.#piece = piece;
    this.#sum = piece.checksum === undefined ? undefined : createHash(piece.checksum.algorithm);
    this.offset = piece.offset;
    this.written = piece.offset;
  }

  /** @returns what ended it early: the stream's error, or the disk's. @throws {UploadRefusal} when this is no image. */
  async take(stream: Readable): Promise<unknown> {
    try {
      await this.#readHead();
      for await (const part of stream) {
        const bytes: Buffer = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
        this.#look(bytes);
        this.#gathered.push(bytes);
        this.#waiting += bytes.length;
        if (this.#waiting >= GATHERED_BYTES) await this.#flush();
      }
      await this.#flush();
      return undefined;
    } catch (error) {
      if (error instanceof UploadRefusal) throw error;
      // What came before the connection broke is as good as any.
      return (await this.#flush().then(() => undefined, (diskError: unknown) => diskError)) ?? error;
    }
  }

  /** How far the file may stay. */
  judged(error: unknown): number {
    const { checksum, offset } = this.#piece;
    if (checksum === undefined) return this.offset;
    return error === undefined && this.#sum?.digest().equals(checksum.digest) === true ? this.offset : offset;
  }

  /** The first bytes that came earlier. */
  async #readHead(): Promise<void> {
    if (this.#piece.offset >= SUPERBLOCK_BYTES) return;
    const head = Buffer.alloc(this.#piece.offset);
    await this.#file.read(head, 0, head.length, 0);
    this.#head = head;
  }

  /** As soon as the header is there: nobody shall wait for gigabytes that are refused at their end. */
  #look(bytes: Buffer): void {
    if (this.#head === undefined) return;
    this.#head = Buffer.concat([this.#head, bytes.subarray(0, SUPERBLOCK_BYTES - this.#head.length)]);
    const isWhole = this.#head.length === SUPERBLOCK_BYTES || this.#head.length === this.#piece.size;
    const problem = isWhole ? squashfsProblem(this.#head, this.#piece.size) : undefined;
    if (isWhole) this.#head = undefined;
    if (problem !== undefined) throw new UploadRefusal(422, problem);
  }

  async #flush(): Promise<void> {
    const [bytes, rest] = [this.#gathered.length === 1 ? this.#gathered[0] : Buffer.concat(this.#gathered), this.#gathered.length];
    this.#gathered = [];
    this.#waiting = 0;
    if (bytes === undefined || rest === 0) return;
    this.written = this.offset + bytes.length;
    for (let done = 0; done < bytes.length;) done += (await this.#file.write(bytes, done, bytes.length - done, this.offset + done)).bytesWritten;
    if (this.#sum === undefined) this.#piece.hash.follow(bytes, this.offset);
    else this.#sum.update(bytes);
    this.offset += bytes.length;
    this.#piece.onBytes(this.offset);
  }
}
