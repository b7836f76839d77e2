// SPDX-License-Identifier: GPL-2.0-or-later
// What is answered when a document was put or deleted: the outcomes that all kinds of documents share.

import type { FieldProblem } from '../store/problems.ts';
import { documentAnswer, noContent } from './answer.ts';
import { invalid, notFound, preconditionRequired, stale } from './problem.ts';

/** A stored document as it is answered. `updatedAt` in milliseconds since 1970. */
export type AnsweredDocument = { readonly document: object; readonly etag: string; readonly updatedAt: number };

type Stale<Stored> = { readonly outcome: 'stale'; readonly current: Stored | undefined };

export type Written<Stored> =
  | ({ readonly outcome: 'created' | 'updated' } & Stored)
  | { readonly outcome: 'invalid'; readonly errors: FieldProblem[] }
  | { readonly outcome: 'required' }
  | Stale<Stored>;

/**
 * @param address of the document below /api/v1, for example `profiles/edge`.
 * @throws {ProblemError} for what was not written.
 */
export function writtenAnswer<Stored>(answer: Written<Stored>, documentOf: (stored: Stored) => AnsweredDocument, address: string, headers: Readonly<Record<string, string>> = {}): Response {
  switch (answer.outcome) {
    case 'created':
      return documentAnswer(201, documentOf(answer), { location: `/api/v1/${address}`, ...headers });
    case 'updated':
      return documentAnswer(200, documentOf(answer), headers);
    case 'invalid':
      throw invalid(answer.errors);
    case 'required':
      throw preconditionRequired();
    case 'stale':
      throw stale(answer.current && documentOf(answer.current));
  }
}

/**
 * @param name what was to be deleted, in words: `profile "edge"`.
 * @throws {ProblemError} for what was not deleted.
 */
export function deletedAnswer<Stored>(answer: { readonly outcome: 'deleted' | 'missing' | 'required' } | Stale<Stored>, documentOf: (stored: Stored) => AnsweredDocument, name: string): Response {
  switch (answer.outcome) {
    case 'deleted':
      return noContent();
    case 'missing':
      throw notFound(name);
    case 'required':
      throw preconditionRequired();
    case 'stale':
      throw stale(answer.current && documentOf(answer.current));
  }
}
