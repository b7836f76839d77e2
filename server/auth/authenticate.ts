// SPDX-License-Identifier: GPL-2.0-or-later
// Who sent a request: by its bearer token, else by its session cookie.

import type { Store } from '../store/store.ts';
import { findApiToken } from './api-tokens.ts';
import { readSessionId } from './cookie.ts';
import { isSecureRequest } from './request-origin.ts';
import type { Actor } from './roles.ts';
import { findSession } from './sessions.ts';

/**
 * The actor of a request, or undefined when it proves none. A request with an Authorization header is judged by that alone:
 * a wrong token is never rescued by a cookie.
 *
 * @param isUse false for a page that watches by itself: that nobody looks at shall not keep a session alive.
 */
export async function authenticate(store: Store, request: Request, isUse = true): Promise<Actor | undefined> {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    return token === undefined ? undefined : findApiToken(store, token);
  }
  const sessionId = requestSessionId(request);
  return sessionId === undefined ? undefined : findSession(store, sessionId, isUse);
}

/** The session id in the cookie of a request. */
export function requestSessionId(request: Request): string | undefined {
  return readSessionId(request.headers.get('cookie') ?? undefined, isSecureRequest(request));
}
