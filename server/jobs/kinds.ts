// SPDX-License-Identifier: GPL-2.0-or-later
// What does the work of each kind of job. Loaded when the first job of that kind runs.

import type { JobKind } from '#kickstart/catalogue/job.ts';
import type { JobHandler } from './job.ts';

export const jobHandlers: Readonly<Record<JobKind, () => Promise<JobHandler>>> = {
  test: async () => (await import('../image-tests/test-job.ts')).testImage,
  build: async () => (await import('../definitions/build-job.ts')).buildImage,
  customize: async () => (await import('../recipes/customize-job.ts')).customizeImage,
  fetch: async () => (await import('../images/fetch-job.ts')).fetchImage,
  rehash: async () => (await import('../images/rehash-job.ts')).rehashImages,
};

/** Begins from scratch and harms nothing when it is begun a second time, so the worker does that by itself after a restart of the server. */
export const isSafeToRepeat: Readonly<Record<JobKind, boolean>> = { test: true, rehash: true, fetch: true, build: false, customize: false };
