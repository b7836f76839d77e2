// SPDX-License-Identifier: GPL-2.0-or-later
// The worker as a process of its own: long work never makes a page or a machine wait, and whatever an image does to it, the planes go on.

import { logLine } from '../boot/log.ts';
import { ConfigError, readConfig } from '../config.ts';
import { StoreError } from '../store/errors.ts';
import { JobFailure } from './job.ts';
import { jobHandlers } from './kinds.ts';
import { serveJobs, type ServeOptions } from './serve.ts';
import { workerPlaces } from './worker-places.ts';

const report: ServeOptions['report'] = (level, event, details) => {
  // A good start stays quiet.
  if (event !== 'worker-ready' || details['recovered'] !== 0) process.stdout.write(logLine(level, event, details));
};

/** Aborted when this process is told to stop, or whoever started it is gone. */
function toldToStop(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => stop.abort());
  process.once('disconnect', () => stop.abort());
  process.channel?.unref();
  return stop.signal;
}

function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StoreError || error instanceof JobFailure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// Something that a handler left to itself went wrong: it is that job's, and the others go on.
process.on('unhandledRejection', (error) => report('error', 'unhandled-rejection', { message: explain(error) }));

try {
  const stop = toldToStop();
  const { dataDirectory } = readConfig();
  await serveJobs({ dataDirectory, environment: process.env, handlers: jobHandlers, places: workerPlaces(process.env), report }, stop);
  // A handler that did not end must not hold the process.
  process.exit(0);
} catch (error) {
  console.error(`The worker did not start.\n${explain(error)}`);
  process.exit(1);
}
