// SPDX-License-Identifier: GPL-2.0-or-later
// setup, login, logout, session: who one is.

import { z } from 'zod';
import { authenticate, requestSessionId } from '../auth/authenticate.ts';
import { endedSessionCookie, sessionCookie } from '../auth/cookie.ts';
import * as auth from '../auth/login.ts';
import { clientAddress, isSecureRequest } from '../auth/request-origin.ts';
import { endSession, endSessionsOf } from '../auth/sessions.ts';
import * as setup from '../auth/setup.ts';
import { json, moment, noContent } from './answer.ts';
import { invalid, ProblemError, tooManyAttempts } from './problem.ts';
import { readJson, readQuery } from './request-body.ts';
import type { ActorContext, OpenContext } from './route.ts';

const Setup = z.strictObject({ token: z.string().max(200), name: z.string().max(200), password: z.string().max(2000) });
const Login = z.strictObject({ name: z.string().max(200), password: z.string().max(2000) });
const Logout = z.strictObject({ everywhere: z.literal('1').optional() });

export async function getSetup({ store }: OpenContext): Promise<Response> {
  return json(200, { needed: await setup.setupNeeded(store.database) });
}

export async function postSetup({ store, request }: OpenContext): Promise<Response> {
  const asked = await readJson(request, Setup);
  const answer = await setup.completeSetup(store, { ...asked, address: clientAddress(request) });
  switch (answer.outcome) {
    case 'done':
      return json(201, { name: answer.name, role: 'admin' }, { 'set-cookie': sessionCookie(answer.sessionId, isSecureRequest(request)) });
    case 'invalid':
      throw invalid(answer.errors);
    case 'blocked':
      throw tooManyAttempts(answer.seconds);
    case 'not-needed':
      throw new ProblemError({ status: 409, kind: 'setup-done', title: 'The first administrator exists already', detail: 'Log in, or ask an administrator for an account.' });
    case 'refused':
      throw new ProblemError({ status: 403, kind: 'setup-token', title: 'The setup token is wrong or too old', detail: 'It is valid for 24 hours. Start Basewright again: it prints a new link.' });
  }
}

export async function postLogin({ store, request }: OpenContext): Promise<Response> {
  const asked = await readJson(request, Login);
  const answer = await auth.login(store, { ...asked, address: clientAddress(request) });
  switch (answer.outcome) {
    case 'done':
      return noContent({ 'set-cookie': sessionCookie(answer.sessionId, isSecureRequest(request)) });
    case 'blocked':
      throw tooManyAttempts(answer.seconds);
    case 'refused':
      throw new ProblemError({ status: 401, kind: 'login-refused', title: 'Name or password is wrong', detail: 'Check both, and the Caps Lock key.' });
  }
}

/** Ends the session of the request, or with `?everywhere=1` all of the user's. */
export async function postLogout({ store, request, url, actor }: ActorContext): Promise<Response> {
  const { everywhere } = readQuery(url, Logout);
  const sessionId = requestSessionId(request);
  if (everywhere !== undefined && actor.user !== undefined) await endSessionsOf(store.database, actor.user);
  else if (sessionId !== undefined && actor.via === 'session') await endSession(store.database, sessionId);
  return noContent({ 'set-cookie': endedSessionCookie(isSecureRequest(request)) });
}

export async function getSession({ store, request }: OpenContext): Promise<Response> {
  const actor = await authenticate(store, request);
  if (actor === undefined) throw loginNeeded();
  return json(200, { name: actor.name, role: actor.role, expiresAt: moment(actor.expiresAt) });
}

/** The answer to a request that does not prove who sent it. */
export function loginNeeded(): ProblemError {
  return new ProblemError({
    status: 401, kind: 'login-needed', title: 'Log in first', detail: 'There is no session, or it has ended. Scripts send an API token: "Authorization: Bearer bw_...".',
    headers: { 'www-authenticate': 'Bearer realm="basewright"' },
  });
}
