// SPDX-License-Identifier: GPL-2.0-or-later
// The one way the browser calls /api/v1: answers are parsed by zod, problems are values, an ended session asks for login and then goes on.
import type { z } from 'zod';
import { type Problem, problemFrom, unreachable, unreadable } from './problem.ts';
import { askForLogin, noteActivity } from './session/login-request.ts';

/** What came of a call. `etag` is what a later PUT or DELETE sends as `ifMatch`. */
export type Answer<T> = { ok: true; data: T; etag: string | undefined } | { ok: false; problem: Problem };

export type ApiCall<T> = {
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Path under /api/v1, made by `apiPath`. */
  path: string;
  /** The form of a successful answer; `z.undefined()` for 204, `z.string()` for text. */
  schema: z.ZodType<T>;
  /** Sent as JSON, or as it is when `contentType` is given. */
  body?: unknown;
  contentType?: string;
  ifMatch?: string;
  /** Sent with a PUT that must create and never replace. */
  ifNoneMatch?: '*';
  signal?: AbortSignal;
  /** Set by login, setup and the session probe: a 401 is their answer and asks for nothing. */
  withoutSession?: boolean;
};

type Query = Record<string, string | number | undefined>;

/** `apiPath(['profiles', id, 'clone'])`, `apiPath(['hosts'], { search })`: every segment is escaped, empty and missing query values are left out. */
export function apiPath(segments: readonly string[], query: Query = {}): string {
  const path = segments.map((segment) => encodeURIComponent(segment)).join('/');
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search}`;
}

function requestInit<T>(call: ApiCall<T>): RequestInit {
  const headers = new Headers({ accept: 'application/json, text/plain;q=0.9' });
  if (call.ifMatch !== undefined) headers.set('if-match', call.ifMatch);
  if (call.ifNoneMatch !== undefined) headers.set('if-none-match', call.ifNoneMatch);
  const init: RequestInit = { method: call.method ?? 'GET', headers, credentials: 'same-origin', cache: 'no-store', redirect: 'error' };
  if (call.signal !== undefined) init.signal = call.signal;
  if (call.body !== undefined) {
    headers.set('content-type', call.contentType ?? 'application/json');
    init.body = call.contentType !== undefined && typeof call.body === 'string' ? call.body : JSON.stringify(call.body);
  }
  return init;
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const text = await response.text();
  if (!/^application\/(\S+\+)?json\b/.test(response.headers.get('content-type') ?? '')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Cut short: the schema refuses it and the caller sees a problem.
  }
}

async function attempt<T>(call: ApiCall<T>): Promise<Answer<T>> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`/api/v1/${call.path}`, requestInit(call));
    body = await bodyOf(response);
  } catch (error) {
    if (call.signal?.aborted === true) throw error; // The caller gave up and waits for nothing.
    return { ok: false, problem: unreachable() };
  }
  const requestId = response.headers.get('x-request-id') ?? undefined;
  if (!response.ok) return { ok: false, problem: problemFrom(response.status, body, requestId) };
  if (call.withoutSession !== true) noteActivity();
  const parsed = call.schema.safeParse(body);
  if (!parsed.success) return { ok: false, problem: unreadable(response.status, requestId) };
  return { ok: true, data: parsed.data, etag: response.headers.get('etag') ?? undefined };
}

/**
 * Calls the API. Throws only an AbortError, when the caller's own signal ended the call.
 * A 401 asks for login in a modal and repeats the call after it, so that no form is lost; when the admin declines, the 401 is the answer.
 */
export async function callApi<T>(call: ApiCall<T>): Promise<Answer<T>> {
  const answer = await attempt(call);
  if (answer.ok || answer.problem.status !== 401 || call.withoutSession === true) return answer;
  return (await askForLogin()) ? attempt(call) : answer;
}
