// SPDX-License-Identifier: GPL-2.0-or-later
// For pages rendered on the server: who is logged in, and whether the first administrator exists.

import { processStore } from '../store/process-store.ts';
import type { Role } from '../store/tables.ts';
import { readSessionId } from './cookie.ts';
import { findSession } from './sessions.ts';
import * as setup from './setup.ts';

/** @param cookieHeader of the request. `expiresAt` is in milliseconds since 1970. */
export async function pageSession(cookieHeader: string | undefined): Promise<{ name: string; role: Role; expiresAt: number } | undefined> {
  const sessionId = readSessionId(cookieHeader, true) ?? readSessionId(cookieHeader, false);
  if (sessionId === undefined) return undefined;
  const actor = await findSession(await processStore(), sessionId);
  return actor && { name: actor.name, role: actor.role, expiresAt: actor.expiresAt };
}

/** Whether there is no user yet. */
export async function setupNeeded(): Promise<boolean> {
  return setup.setupNeeded((await processStore()).database);
}
