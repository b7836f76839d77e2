// SPDX-License-Identifier: GPL-2.0-or-later
// Makes what a handler is given: its directories, its log, and programs that run apart from the server.

import { join } from 'node:path';
import type { Store } from '../store/store.ts';
import { guestfsSettings } from './appliance.ts';
import { runChild } from './child.ts';
import { isolate, workerUser } from './isolation.ts';
import { type JobContext, JobStopped } from './job.ts';
import { openJobLog } from './log-file.ts';
import { giveFiles, makeJobDirectory, makeKeptDirectory, placeImage, prepareWorkRoot, removeTree } from './work-directory.ts';

const MEMORY = 16 * 1024 ** 3;
const FILE_SIZE = 64 * 1024 ** 3;
const WEAKER = 'This system gives programs no space of their own (unshare is not allowed): what opens images is kept from the server only by its user and its limits.';

export type ContextOptions = {
  readonly id: string;
  readonly store: Store;
  readonly dataDirectory: string;
  readonly environment: JobContext['environment'];
  readonly signal: AbortSignal;
  /** For what outlives jobs; default: beside their directories. */
  readonly keptDirectory?: string;
  readonly onProgress: (stage: string, fraction: number | undefined) => void;
};

export type OpenContext = { readonly context: JobContext; /** Closes the log and removes what the job left. */ close(): Promise<void> };

/** @throws {JobFailure} when this system cannot run jobs. */
export async function openContext({ id, store, dataDirectory, environment, signal, keptDirectory: kept, onProgress }: ContextOptions): Promise<OpenContext> {
  const [root, user] = await Promise.all([prepareWorkRoot(dataDirectory, environment), workerUser(environment)]);
  const directory = await makeJobDirectory(root, id, user);
  const keptDirectory = await makeKeptDirectory(kept ?? join(root, 'kept'));
  const log = openJobLog(dataDirectory, id, store.now);
  let isTold = false;
  const images = new Map<string, Promise<string>>();
  const basic = { HOME: directory.work, TMPDIR: directory.work, LANG: 'C.UTF-8', TZ: 'UTC', MALLOC_ARENA_MAX: '4' };
  const context: JobContext = {
    id,
    store,
    dataDirectory,
    environment,
    workDirectory: directory.work,
    signal,
    log: (line) => log.say(line),
    progress: (stage, fraction) => {
      if (signal.aborted) throw new JobStopped();
      onProgress(stage, fraction);
    },
    imageFile: (sha256) => {
      const placed = images.get(sha256) ?? placeImage(dataDirectory, directory.images, sha256, user);
      images.set(sha256, placed);
      return placed;
    },
    run: async (program, args, options = {}) => {
      const { cwd = directory.work, network = false, memory = MEMORY, fileSize = FILE_SIZE } = options;
      if (signal.aborted) throw new JobStopped();
      await giveFiles(directory.work, user);
      const isolation = await isolate({ user, jobDirectory: directory.path, keptDirectory, cwd, dataDirectory, network, memory, fileSize });
      if (isolation.kind === 'shared' && !isTold) log.say(WEAKER);
      isTold ||= isolation.kind === 'shared';
      const settings = await guestfsSettings(program, environment, keptDirectory, user);
      return runChild(program, args, options, { isolation, cwd, environment: { ...basic, ...settings }, mark: directory.path, signal, repeat: (line) => log.repeat(line) });
    },
  };
  return {
    context,
    close: async () => {
      log.close();
      await removeTree(directory.path);
    },
  };
}
