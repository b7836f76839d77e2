// SPDX-License-Identifier: GPL-2.0-or-later
// The one way a page learns who is logged in. Every page outside login and setup calls `requireSession`, layouts alone are not run on each navigation.
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { pageSession, setupNeeded } from '#server/auth/page-session.ts';
import { PATH_HEADER } from './request-headers.ts';
import type { Session } from './session/session.ts';

/** The session of this request, if it has one; asked once per request. */
export const currentSession = cache(async (): Promise<Session | undefined> => {
  const sent = await headers();
  return pageSession(sent.get('cookie') ?? undefined);
});

/** The session of this request; without one the page is left for the login, which comes back here. */
export async function requireSession(): Promise<Session> {
  const session = await currentSession();
  if (session !== undefined) return session;
  const path = (await headers()).get(PATH_HEADER) ?? '/';
  redirect(path === '/' ? '/login' : `/login?next=${encodeURIComponent(path)}`);
}

/** True until the first administrator exists. */
export async function isSetupNeeded(): Promise<boolean> {
  await headers(); // The answer changes after the build: never from a cache.
  return setupNeeded();
}
