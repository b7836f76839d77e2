// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a stored image again, at a bounded pace, and compares it with its hash: disks lose bits, and people write into files.

import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { look } from '../files/open-inside.ts';
import type { Store } from '../store/store.ts';
import { LOST } from './adopt-images.ts';
import type { ImageRow } from './catalogue.ts';
import { findImage } from './image-store.ts';

/** Large, so that little time goes into system calls; small enough that a pause between two is short at the slowest pace. */
const PIECE_BYTES = 1024 * 1024;

export type Pace = {
  /** Bytes a second; Infinity: as fast as the disk. */
  readonly bytesPerSecond: number;
  readonly signal?: AbortSignal | undefined;
  /** Told after each piece how many bytes of this image have been read. */
  readonly onBytes?: (bytes: number) => void;
  /** Milliseconds of any clock that only goes forward, and a way to wait: for tests. */
  readonly clock?: { now(): number; wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> };
};

/** `good`: its bytes are what its hash says. `damaged`: they are not, and it is in quarantine now. `moved`: the file was replaced meanwhile, so it was not judged. */
export type Verified = { readonly outcome: 'good'; /** It was in quarantine until now. */ readonly isMended: boolean } | { readonly outcome: 'damaged'; readonly reason: string } | { readonly outcome: 'moved' };

/**
 * Reads the file of a catalogued image, and notes what it is.
 *
 * @throws what reading throws, an aborted `signal` too; nothing is noted then.
 */
export async function verifyImage(store: Store, dataDirectory: string, image: Pick<ImageRow, 'sha256' | 'size'>, pace: Pace): Promise<Verified> {
  const found = findImage(dataDirectory, image.sha256);
  if (found === undefined) return quarantine(store, image.sha256, LOST);
  const read = await readAgain(found.path, image, pace);
  if (read.present !== read.version) return { outcome: 'moved' };
  return read.problem === undefined ? release(store, image.sha256, read.modifiedAt) : quarantine(store, image.sha256, read.problem);
}

type Read = { readonly problem: string | undefined; readonly modifiedAt: number; /** Of the file that was read, and of the one that has its name afterwards. */ readonly version: string; readonly present: string | undefined };

async function readAgain(path: string, { sha256, size }: Pick<ImageRow, 'sha256' | 'size'>, pace: Pace): Promise<Read> {
  const handle = await open(path, 'r');
  try {
    const before = await look(handle);
    const hash = before.size === size ? await hashOf(handle, pace) : undefined;
    return { problem: problemOf(sha256, hash, { size: before.size, wanted: size }), modifiedAt: before.modifiedAt, version: before.version, present: await versionOf(path) };
  } finally {
    await handle.close();
  }
}

function problemOf(sha256: string, hash: string | undefined, { size, wanted }: { size: number; wanted: number }): string | undefined {
  if (hash === undefined) return `Its file has ${size} bytes instead of ${wanted}: it was cut short or written to. Look after the disk, then add the file again, or delete the image.`;
  if (hash === sha256) return undefined;
  return `Its bytes changed on the disk: read again, they have the hash ${hash.slice(0, 12)}… instead of ${sha256.slice(0, 12)}…. Look after the disk, then add the file again, or delete the image.`;
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const handle = await open(path, 'r');
    try {
      return (await look(handle)).version;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const wallClock = { now: () => performance.now(), wait: (milliseconds: number, signal: AbortSignal | undefined): Promise<void> => wait(milliseconds, undefined, signal && { signal }) };

async function hashOf(handle: FileHandle, { bytesPerSecond, signal, onBytes, clock = wallClock }: Pace): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  const begun = clock.now();
  for (let done = 0; ; ) {
    signal?.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, done);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, bytesRead));
    done += bytesRead;
    onBytes?.(done);
    const early = (done / bytesPerSecond) * 1000 - (clock.now() - begun);
    if (early > 1) await clock.wait(early, signal);
  }
}

async function release(store: Store, sha256: string, modifiedAt: number): Promise<Verified> {
  return store.write(async (transaction) => {
    const row = await transaction.selectFrom('images').select('state').where('sha256', '=', sha256).executeTakeFirst();
    const isMended = row?.state === 'quarantined';
    // A file system with a clock ahead of ours must not make a good file look newer than its hash.
    const hashed = { hashed_at: Math.max(store.now(), modifiedAt + 1) };
    await transaction.updateTable('images').set(isMended ? { ...hashed, state: 'available', state_reason: null } : hashed).where('sha256', '=', sha256).execute();
    return { outcome: 'good', isMended };
  });
}

async function quarantine(store: Store, sha256: string, reason: string): Promise<Verified> {
  await store.write((transaction) => transaction.updateTable('images').set({ state: 'quarantined', state_reason: reason }).where('sha256', '=', sha256).execute());
  return { outcome: 'damaged', reason };
}
