// SPDX-License-Identifier: GPL-2.0-or-later
// The job that reads stored images again: those that were not looked at for the longest time first, slowly, so that machines get theirs meanwhile.

import { z } from 'zod';
import { logLine } from '../boot/log.ts';
import { readConfig } from '../config.ts';
import { isAsHashed } from '../files/as-hashed.ts';
import { type JobContext, JobFailure, type NewJob } from '../jobs/job.ts';
import { enqueueJob } from '../jobs/jobs.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import type { ImageRow } from './catalogue.ts';
import { findImage } from './image-store.ts';
import { type Pace, type Verified, verifyImage } from './verify-image.ts';

const DAY_MS = 24 * 3_600_000;
/** How long the last look at an image may lie back. */
const WEEK_MS = 7 * DAY_MS;

/** `sha256`: this one. `before`: all that were last hashed before this moment (milliseconds since 1970), and those that were written to since. */
const Input = z.union([z.strictObject({ sha256: z.string() }), z.strictObject({ before: z.number() })]);
type Input = z.infer<typeof Input>;

export type Rehashed = { readonly checked: number; /** In bytes. */ readonly read: number; readonly mended: readonly string[] };

/** The job that reads one image again. @param actor who asks for it. */
export function rehashOf({ sha256, name }: Pick<ImageRow, 'sha256' | 'name'>, actor: string | null): NewJob {
  return { kind: 'rehash', title: `Read ${name} again`, subject: sha256, input: { sha256 } satisfies Input, actor };
}

/** The job that reads again all images that were last hashed before a moment. */
export function rehashAll(before: number, actor: string | null): NewJob {
  return { kind: 'rehash', title: 'Read stored images again', subject: null, input: { before } satisfies Input, actor };
}

/**
 * Queues the weekly look when it is time: an image was last hashed a week ago, or its file was written to since. Costs next to nothing when it is not.
 *
 * @param now milliseconds since 1970.
 * @returns the job's id; undefined when there is nothing to do, or one waits or runs already.
 */
export async function enqueueRehashIfDue(store: Store, dataDirectory: string, now: number): Promise<string | undefined> {
  if (!(await isDue(store.database, dataDirectory, now))) return undefined;
  return store.write(async (transaction) => {
    const present = await transaction.selectFrom('jobs').select('id').where('kind', '=', 'rehash').where('subject', 'is', null).where('state', 'in', ['queued', 'running']).executeTakeFirst();
    // A day's worth more: one look a week, not one a day for each day on which an image came.
    return present === undefined ? enqueueJob(transaction, rehashAll(now - WEEK_MS + DAY_MS, null), now) : undefined;
  });
}

async function isDue(database: Database, dataDirectory: string, now: number): Promise<boolean> {
  const rows = await database.selectFrom('images').select(['sha256', 'size', 'hashed_at']).where('state', '!=', 'quarantined').execute();
  return rows.some((row) => row.hashed_at <= now - WEEK_MS || wasWritten(dataDirectory, row));
}

type Seen = Pick<ImageRow, 'sha256' | 'size' | 'hashed_at'>;

/** The boot plane gives nothing of such a file to anybody, so it is looked at soon. */
function wasWritten(dataDirectory: string, { sha256, size, hashed_at }: Seen): boolean {
  const found = findImage(dataDirectory, sha256);
  return found === undefined || !isAsHashed({ size: found.size, modifiedAt: found.addedAt }, { size, hashedAt: hashed_at });
}

/** Which images are to be read, those that were not looked at for the longest time first. What is in quarantine is read when it is asked for by name. */
async function chosen({ store, dataDirectory }: Pick<JobContext, 'store' | 'dataDirectory'>, input: Input): Promise<ImageRow[]> {
  const rows = store.database.selectFrom('images').selectAll().orderBy('hashed_at').orderBy('sha256');
  if ('sha256' in input) return rows.where('sha256', '=', input.sha256).execute();
  return (await rows.where('state', '!=', 'quarantined').execute()).filter((row) => row.hashed_at < input.before || wasWritten(dataDirectory, row));
}

type Parts = { /** For the log of the server. */ readonly write?: (line: string) => void; readonly clock?: Pace['clock'] };

/**
 * Reads images again, notes when, and puts damaged ones in quarantine: from then on not one byte of them is served.
 *
 * @throws {JobFailure} when an image is damaged, after all have been read.
 */
export async function rehashImages(context: JobContext, given: unknown, { write = (line) => process.stdout.write(line), clock }: Parts = {}): Promise<Rehashed> {
  const input = Input.parse(given);
  const { rehashBytesPerSecond: bytesPerSecond } = readConfig(context.environment);
  const images = await chosen(context, input);
  if (images.length === 0 && 'sha256' in input) throw new JobFailure('This image is not in the catalogue any more.');
  const total = images.reduce((sum, { size }) => sum + size, 0);
  const damaged: string[] = [];
  const mended: string[] = [];
  let read = 0;
  for (const image of images) {
    const begun = read;
    const onBytes = (bytes: number) => context.progress(`Reading ${image.nvr ?? image.name}`, (begun + bytes) / Math.max(1, total));
    onBytes(0);
    const verified = await verifyImage(context.store, context.dataDirectory, image, { bytesPerSecond, signal: context.signal, onBytes, ...(clock && { clock }) });
    read += image.size;
    context.log(`${image.name} (${image.sha256}): ${words(verified)}`);
    if (verified.outcome === 'good' && verified.isMended) mended.push(image.sha256);
    if (verified.outcome !== 'damaged') continue;
    damaged.push(image.nvr ?? image.name);
    write(logLine('error', 'image-quarantined', { sha256: image.sha256, name: image.name, reason: verified.reason, effect: 'Not one byte of it is given out.' }));
  }
  if (damaged.length > 0) throw new JobFailure(`${damaged.length === 1 ? 'An image is' : `${damaged.length} images are`} damaged and in quarantine, of ${images.length} that were read: ${damaged.join(', ')}. The page of the image says what to do.`);
  return { checked: images.length, read, mended };
}

function words(verified: Verified): string {
  switch (verified.outcome) {
    case 'good':
      return verified.isMended ? 'its bytes are right again, so its quarantine has ended.' : 'its bytes are right.';
    case 'damaged':
      return `DAMAGED. ${verified.reason}`;
    case 'moved':
      return 'its file was replaced meanwhile, so it was not judged.';
  }
}
