// SPDX-License-Identifier: GPL-2.0-or-later
// Jobs: work that takes longer than an answer may.

/** `fetch` takes an image in from a path or URL; `rehash` reads files again and compares their hash. */
export const jobKinds = ['test', 'build', 'customize', 'fetch', 'rehash'] as const;
export type JobKind = (typeof jobKinds)[number];

/** The role that may begin work of a kind, and so may have it done once more. */
export const beginningRoles = { test: 'operator', rehash: 'operator', fetch: 'admin', build: 'admin', customize: 'admin' } as const satisfies Readonly<Record<JobKind, 'operator' | 'admin'>>;

/** `interrupted`: the server stopped while it ran; it may be started again. */
export const jobStates = ['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const;
export type JobState = (typeof jobStates)[number];

/** Whether nothing will change any more. */
export function hasEnded(state: JobState): boolean {
  return state !== 'queued' && state !== 'running';
}

/** A job as pages and scripts see it. Times are ISO 8601. */
export type JobView = {
  readonly id: string;
  readonly kind: JobKind;
  readonly title: string;
  /** What it is about: sha256 of an image, or the id of a definition. */
  readonly subject: string | null;
  readonly state: JobState;
  /** What it does now, in words. */
  readonly stage: string | null;
  /** How far it is, 0 to 1; null while nobody can tell. */
  readonly fraction: number | null;
  /** Of a form that `kind` tells: `{ sha256 }` of the image that came out, or `{ verdict }`. */
  readonly result: unknown;
  readonly problem: string | null;
  readonly createdAt: string;
  readonly createdBy: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
};
