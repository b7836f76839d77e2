// SPDX-License-Identifier: GPL-2.0-or-later
// What an answer of the API that is not a success says: RFC 9457 problem details, parsed.
import { z } from 'zod';

const FieldError = z.object({ path: z.union([z.string(), z.array(z.union([z.string(), z.number()])).transform((path) => path.join('.'))]), message: z.string() });

/** A problem answer. `status` 0 means that there was no answer at all. Members of one route only (`current`, `rows`, ...) are kept for the caller to parse. */
export const Problem = z.looseObject({
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  errors: z.array(FieldError).optional(),
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

const UNREACHABLE = {
  title: 'Basewright did not answer',
  status: 0,
  detail: 'The server may have been stopped, or the network is down. Check that it is running, then try again. Nothing was changed on this page.',
} satisfies Problem;

const UNREADABLE_DETAIL = 'The server answered something this page does not understand. Reload the page; if it stays, look for the request id in the server log.';

/** The problem for a request that got no answer. */
export function unreachable(): Problem {
  return UNREACHABLE;
}

/** The problem for an answer whose body has not the agreed form (a proxy's error page, or another version of the server). */
export function unreadable(status: number, requestId: string | undefined): Problem {
  return { title: `Unexpected answer (${status})`, status, detail: UNREADABLE_DETAIL, ...(requestId === undefined ? {} : { requestId }) };
}

/** Reads a problem from an answer's body; a body of another form becomes a problem that says so. */
export function problemFrom(status: number, body: unknown, requestId: string | undefined): Problem {
  const parsed = Problem.safeParse(body);
  if (!parsed.success) return unreadable(status, requestId);
  return parsed.data.requestId === undefined && requestId !== undefined ? { ...parsed.data, requestId } : parsed.data;
}
