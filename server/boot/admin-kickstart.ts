// SPDX-License-Identifier: GPL-2.0-or-later
// /ks/<mac> on the admin plane: an admin sees the bytes that the machine would get, and in a header what the gate would say.

import { randomBytes } from 'node:crypto';
import { notFound, ProblemError, problemResponse } from '../api/problem.ts';
import { problemOf } from '../api/failures.ts';
import { loginNeeded } from '../api/session.ts';
import { authenticate } from '../auth/authenticate.ts';
import { includesRole } from '../auth/roles.ts';
import { findHostByMac, getHost } from '../hosts/hosts.ts';
import { getOpenProfile } from '../profiles/profiles.ts';
import { processStore } from '../store/process-store.ts';
import type { Store } from '../store/store.ts';
import { kickstartAnswer } from './answer.ts';
import { macInPath } from './asked-macs.ts';
import { judge, type Verdict } from './gate.ts';
import { kickstartOf } from './kickstarts.ts';

/** Answers `GET /ks/<mac>` with the store of this process. */
export function handleAdminKickstart(request: Request): Promise<Response> {
  return answerAdminKickstart(request, processStore);
}

/** Answers a request; never throws. The text holds secrets in clear, so only an admin gets it. */
export async function answerAdminKickstart(request: Request, openStore: () => Promise<Store>): Promise<Response> {
  const requestId = request.headers.get('x-request-id') ?? randomBytes(9).toString('base64url');
  try {
    const store = await openStore();
    await requireAdmin(store, request);
    return await kickstartResponse(store, macInPath(new URL(request.url).pathname.split('/').at(-1) ?? ''));
  } catch (error) {
    const { problem, isLogged } = problemOf(error);
    // The message of an unexpected error may quote a secret: its kind and place are enough to find it.
    if (isLogged) console.error(JSON.stringify({ time: new Date().toISOString(), level: 'error', event: 'request-failed', requestId, path: '/ks', ...placeOf(error) }));
    const response = problemResponse(problem, requestId);
    response.headers.set('cache-control', 'no-store');
    return response;
  }
}

async function requireAdmin(store: Store, request: Request): Promise<void> {
  const actor = await authenticate(store, request);
  if (actor === undefined) throw loginNeeded();
  if (includesRole(actor.role, 'admin')) return;
  throw new ProblemError({
    status: 403, kind: 'forbidden', title: 'Only an admin may see a kickstart with its secrets',
    detail: `You have the role ${actor.role}. The page of the profile shows the same text with its secrets masked.`,
  });
}

async function kickstartResponse(store: Store, mac: string | undefined): Promise<Response> {
  const id = mac === undefined ? undefined : await findHostByMac(store, mac);
  const stored = id === undefined ? undefined : await getHost(store, id);
  const profile = stored && (await getOpenProfile(store, stored.host.profile));
  if (stored === undefined || profile === undefined) throw notFound('host with this MAC address');
  const arming = await store.database.selectFrom('armings').select('expires_at').where('host_id', '=', stored.host.id).executeTakeFirst();
  const verdict = judge({ armedUntil: arming?.expires_at }, store.now());
  const { status, headers, body } = kickstartAnswer(kickstartOf({ profile, host: stored.host }));
  const response = new Response(Uint8Array.from(body), { status, headers: { 'x-basewright-gate': spoken(verdict) } });
  for (let index = 0; index + 1 < headers.length; index += 2) response.headers.set(headers[index] ?? '', headers[index + 1] ?? '');
  return response;
}

/** The verdict as the header `X-Basewright-Gate` says it. */
function spoken(verdict: Verdict): string {
  return verdict.kind === 'open' ? `armed until ${new Date(verdict.until).toISOString()}` : `closed: ${verdict.reason}`;
}

function placeOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { reason: typeof error };
  return { reason: error.name, at: (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line)).slice(0, 6).map((line) => line.trim()) };
}
