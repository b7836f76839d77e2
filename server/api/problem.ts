// SPDX-License-Identifier: GPL-2.0-or-later
// Answers that are not a success: problem details (RFC 9457) that say what, why and how to fix it.

import type { Actor } from '../auth/roles.ts';
import type { FieldProblem } from '../store/problems.ts';
import type { Role } from '../store/tables.ts';

/** What a problem answer says; `more` holds members of one route only. */
export type Problem = {
  status: number;
  /** Names the kind of problem for programs: `urn:basewright:<kind>`. */
  kind: string;
  title: string;
  detail?: string;
  errors?: readonly FieldProblem[];
  more?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
};

/** A request that cannot be answered as asked; thrown from wherever that is found, answered in one place. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** The answer that tells a problem, with the id under which the log knows the request. */
export function problemResponse(problem: Problem, requestId: string): Response {
  const { status, kind, title, detail, errors, more, headers } = problem;
  const body = { type: `urn:basewright:${kind}`, title, status, detail, errors, ...more, requestId };
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json', ...headers } });
}

/** A document that breaks rules, field by field. */
export function invalid(errors: readonly FieldProblem[]): ProblemError {
  const detail = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).slice(0, 3).join(' ');
  return new ProblemError({ status: 422, kind: 'invalid', title: 'The request holds values that cannot be taken', detail, errors });
}

export function notFound(what: string): ProblemError {
  return new ProblemError({ status: 404, kind: 'not-found', title: `There is no ${what}`, detail: 'It may have been deleted or renamed. Look for it in the list.' });
}

export function roleNeeded(role: Role, actor: Pick<Actor, 'role'>): ProblemError {
  return new ProblemError({ status: 403, kind: 'forbidden', title: `This needs the role ${role}`, detail: `You have the role ${actor.role}. An administrator can change it.` });
}

/** A write that does not say which content it replaces. */
export function preconditionRequired(): ProblemError {
  return new ProblemError({
    status: 428, kind: 'precondition-required', title: 'If-Match is missing',
    detail: 'Read the document, and send the ETag of that answer as If-Match: so nobody overwrites what somebody else wrote in between.',
  });
}

/** A write over content that has changed. `current` is what is stored now; undefined when it is gone. */
export function stale(current: { document: unknown; etag: string } | undefined): ProblemError {
  const detail = current === undefined
    ? 'It is not there (any more). Send it without If-Match to make it anew.'
    : 'Somebody else changed it after you read it. Compare your changes with the current document, and send them with its ETag.';
  return new ProblemError({
    status: 412, kind: 'stale', title: 'The document is not the one you read', detail,
    more: { current: current?.document ?? null }, headers: current === undefined ? {} : { etag: current.etag },
  });
}

export function tooManyAttempts(seconds: number): ProblemError {
  return new ProblemError({
    status: 429, kind: 'too-many-attempts', title: 'Too many failed attempts', detail: `Wait ${seconds} seconds, then try again.`, headers: { 'retry-after': String(seconds) },
  });
}
