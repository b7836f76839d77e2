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
import { renderKickstart } from '#kickstart/render.ts';
import { readConfig } from '../config.ts';
import { currentInstallation } from '../installations/installation.ts';
import { reportingFor } from '../installations/reporting.ts';
import { gateView } from '../store/installation-row.ts';
import { textAnswer } from './answer.ts';
import { macInPath } from './asked-macs.ts';
import { judge, type Verdict } from './gate.ts';

/** Answers `GET /ks/<mac>` with the store of this process. */
export function handleAdminKickstart(request: Request): Promise<Response> {
  return answerAdminKickstart(request, processStore, () => readConfig().bootUrl);
}

/** Answers a request; never throws. The text holds secrets in clear, so only an admin gets it. */
export async function answerAdminKickstart(request: Request, openStore: () => Promise<Store>, bootUrl: () => string): Promise<Response> {
  const requestId = request.headers.get('x-request-id') ?? randomBytes(9).toString('base64url');
  try {
    const store = await openStore();
    await requireAdmin(store, request);
    return await kickstartResponse(store, macInPath(new URL(request.url).pathname.split('/').at(-1) ?? ''), bootUrl());
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

async function kickstartResponse(store: Store, mac: string | undefined, bootUrl: string): Promise<Response> {
  const id = mac === undefined ? undefined : await findHostByMac(store, mac);
  const stored = id === undefined ? undefined : await getHost(store, id);
  const profile = stored && (await getOpenProfile(store, stored.host.profile));
  if (stored === undefined || profile === undefined) throw notFound('host with this MAC address');
  const installation = await currentInstallation(store.database, stored.host.id);
  // As the machine itself would be judged: from the address that it came from, if it came.
  const verdict = judge(installation && gateView(installation), { route: 'kickstart', token: 'none', address: installation?.opened_from ?? '' }, store.now());
  const { status, headers, body } = textAnswer(renderKickstart(profile, stored.host, reportingFor(store, installation, bootUrl)).text);
  const response = new Response(Uint8Array.from(body), { status, headers: { 'x-basewright-gate': spoken(verdict) } });
  for (let index = 0; index + 1 < headers.length; index += 2) response.headers.set(headers[index] ?? '', headers[index + 1] ?? '');
  return response;
}

/** The verdict as the header `X-Basewright-Gate` says it. */
function spoken(verdict: Verdict): string {
  return verdict.kind === 'open' ? `open until ${new Date(verdict.until ?? 0).toISOString()}` : `closed: ${verdict.reason}`;
}

function placeOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { reason: typeof error };
  return { reason: error.name, at: (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line)).slice(0, 6).map((line) => line.trim()) };
}
