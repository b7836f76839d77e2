// SPDX-License-Identifier: GPL-2.0-or-later
// One request to /api/v1: find its route, check where it comes from and who sent it, answer it, and turn what fails into a problem.

import { randomBytes } from 'node:crypto';
import { authenticate } from '../auth/authenticate.ts';
import { requestOrigin } from '../auth/request-origin.ts';
import { includesRole } from '../auth/roles.ts';
import { readConfig } from '../config.ts';
import { processStore } from '../store/process-store.ts';
import type { Store } from '../store/store.ts';
import { validateKickstart } from '../validate/validate.ts';
import { problemOf } from './failures.ts';
import { notFound, ProblemError, problemResponse, roleNeeded } from './problem.ts';
import type { OpenContext, Route, Services } from './route.ts';
import { routes } from './routes.ts';
import { loginNeeded } from './session.ts';

const PREFIX = '/api/v1/';

/** Every answer is made for one client at one moment. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

/** Answers a request of the admin plane with the store of this process. */
export function handleApi(request: Request): Promise<Response> {
  return answerRequest(request, processStore, { validate: validateKickstart, site: readConfig });
}

/** Answers a request; never throws. @param openStore is asked for every request. */
export async function answerRequest(request: Request, openStore: () => Promise<Store>, services: Services): Promise<Response> {
  const requestId = readRequestId(request);
  try {
    return finished(request, await route(request, openStore, services), requestId);
  } catch (error) {
    const { problem, isLogged } = problemOf(error);
    if (isLogged) logFailure(request, requestId, error);
    return finished(request, problemResponse(problem, requestId), requestId);
  }
}

async function route(request: Request, openStore: () => Promise<Store>, services: Services): Promise<Response> {
  const url = new URL(request.url);
  const found = findRoute(request.method, url.pathname);
  const origin = request.method === 'GET' || request.method === 'HEAD' ? 'same' : requestOrigin(request);
  if (origin === 'other') throw forgedOrigin();
  const context: OpenContext = { store: await openStore(), services, request, url, params: found.params };
  if (found.route.role === 'open') return found.route.handle(context);
  const actor = await authenticate(context.store, request, found.route.isWatching !== true);
  if (actor === undefined) throw loginNeeded();
  // A cookie travels with forged requests too, and every browser sends Origin with those that change something.
  if (origin === 'unknown' && actor.via === 'session') throw forgedOrigin();
  if (!includesRole(actor.role, found.route.role)) throw roleNeeded(found.route.role, actor);
  return found.route.handle({ ...context, actor });
}

type Found = { route: Route; params: Record<string, string> };

function findRoute(method: string, pathname: string): Found {
  const segments = pathname.startsWith(PREFIX) ? decodeSegments(pathname.slice(PREFIX.length)) : undefined;
  const matching = segments === undefined ? [] : routes.flatMap((candidate) => {
    const params = matchPath(candidate.path, segments);
    return params === undefined ? [] : [{ route: candidate, params }];
  });
  const find = (asked: string) => matching.find((candidate) => candidate.route.method === asked);
  const found = find(method) ?? (method === 'HEAD' ? find('GET') : undefined);
  if (found !== undefined) return found;
  if (matching.length === 0) throw notFound('such address');
  const allowed = [...new Set(matching.map((candidate) => candidate.route.method))].join(', ');
  throw new ProblemError({ status: 405, kind: 'method', title: `${method} is not possible here`, detail: `Possible: ${allowed}.`, headers: { allow: allowed } });
}

function decodeSegments(path: string): string[] | undefined {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function matchPath(path: string, segments: readonly string[]): Record<string, string> | undefined {
  const parts = path.split('/');
  if (parts.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{') && segment !== '') params[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}

function forgedOrigin(): ProblemError {
  return new ProblemError({
    status: 403, kind: 'origin', title: 'This request does not come from Basewright\'s own pages',
    detail: 'Open Basewright in this browser and try there. A reverse proxy must pass on the Host header; scripts use an API token.',
  });
}

/** proxy.ts gives every request an id; without it (tests, another server in front) one is made here. */
function readRequestId(request: Request): string {
  const given = request.headers.get('x-request-id') ?? '';
  return /^[A-Za-z0-9_-]{8,64}$/.test(given) ? given : randomBytes(9).toString('base64url');
}

function finished(request: Request, response: Response, requestId: string): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries({ ...HEADERS, 'x-request-id': requestId })) headers.set(name, value);
  // A compressing server holds events back until a block is full.
  if (headers.get('content-type')?.startsWith('text/event-stream') === true) headers.set('cache-control', 'no-store, no-transform');
  return new Response(request.method === 'HEAD' ? null : response.body, { status: response.status, headers });
}

/** The path without its query, and never the body: neither a token nor a password gets into the log. */
function logFailure(request: Request, requestId: string, error: unknown): void {
  const failure = error instanceof Error ? error : new Error(String(error));
  const line = { time: new Date().toISOString(), level: 'error', event: 'request-failed', requestId, method: request.method, path: new URL(request.url).pathname, message: failure.message, stack: failure.stack };
  console.error(JSON.stringify(line));
}
