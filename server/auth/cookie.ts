// SPDX-License-Identifier: GPL-2.0-or-later
// The session cookie: `__Host-` and Secure when the admin plane is served by HTTPS, a plain one on http://localhost.

import { SESSION_MS } from './sessions.ts';

const SECURE_NAME = '__Host-basewright_session';
const PLAIN_NAME = 'basewright_session';
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict';

/** The Set-Cookie value that hands out a session id. */
export function sessionCookie(sessionId: string, secure: boolean): string {
  const age = `Max-Age=${SESSION_MS / 1000}`;
  return secure ? `${SECURE_NAME}=${sessionId}; ${ATTRIBUTES}; Secure; ${age}` : `${PLAIN_NAME}=${sessionId}; ${ATTRIBUTES}; ${age}`;
}

/** The Set-Cookie value that takes the session id away. */
export function endedSessionCookie(secure: boolean): string {
  return secure ? `${SECURE_NAME}=; ${ATTRIBUTES}; Secure; Max-Age=0` : `${PLAIN_NAME}=; ${ATTRIBUTES}; Max-Age=0`;
}

/** The session id of a Cookie header. Over HTTPS only the `__Host-` cookie counts: no other host can have set that one. */
export function readSessionId(cookieHeader: string | undefined, secure: boolean): string | undefined {
  const cookies = (cookieHeader ?? '').split(';').map((cookie) => cookie.trim());
  const name = secure ? SECURE_NAME : PLAIN_NAME;
  const found = cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
  return found !== undefined && /^[A-Za-z0-9_-]{43}$/.test(found) ? found : undefined;
}
