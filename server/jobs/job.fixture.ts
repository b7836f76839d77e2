// SPDX-License-Identifier: GPL-2.0-or-later
// For tests of handlers: the context that the worker would give them, in the process of the test, with programs that really run apart.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, chmodSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { TestStore } from '../store/store.fixture.ts';
import { openContext } from './context.ts';
import type { JobContext } from './job.ts';
import { logPath } from './log-file.ts';

export type TestJob = JobContext & {
  /** What the handler said it does, in order: `stage` or `stage 42 %`. */
  readonly stages: readonly string[];
  /** What is in the log so far; whole after {@link TestJob.close}. */
  logText(): string;
  /** As a person does. */
  cancel(): void;
  /** Closes the log and removes the work directory; happens by itself after the tests of the file. */
  close(): Promise<void>;
};

/** A new job over a test store. @param environment settings, beside those of the tests; the work lies in a directory of its own below the system's temporary one. */
export async function jobContext(store: TestStore, { environment = {} }: { environment?: Readonly<Record<string, string>> } = {}): Promise<TestJob> {
  const work = mkdtempSync(join(tmpdir(), 'basewright-work-'));
  chmodSync(work, 0o711);
  // As in the worker: files of the handler are readable for its programs.
  process.umask(0o022);
  const id = randomBytes(8).toString('hex');
  const stop = new AbortController();
  const stages: string[] = [];
  const opened = await openContext({
    id, store, dataDirectory: store.directory,
    // Making the appliance of libguestfs takes long: once for all tests of this user.
    keptDirectory: join(tmpdir(), `basewright-test-kept-${process.getuid?.()}`),
    environment: { ...process.env, BASEWRIGHT_WORK: work, ...environment }, signal: stop.signal,
    onProgress: (stage, fraction) => stages.push(fraction === undefined ? stage : `${stage} ${Math.round(fraction * 100)} %`),
  });
  const log = logPath(store.directory, id);
  let isOpen = true;
  let text = '';
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await opened.close();
    text = existsSync(log) ? readFileSync(log, 'utf8') : '';
    rmSync(work, { recursive: true, force: true });
  };
  after(close);
  return { ...opened.context, stages, cancel: () => stop.abort(), close, logText: () => (isOpen && existsSync(log) ? readFileSync(log, 'utf8') : text) };
}
