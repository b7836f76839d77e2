// SPDX-License-Identifier: GPL-2.0-or-later
// users and tokens: who may do what.

import { createApiToken, deleteApiToken, listApiTokens, NewToken, type ApiToken } from '../auth/api-tokens.ts';
import * as auth from '../auth/users.ts';
import { json, moment, noContent } from './answer.ts';
import { invalid, notFound, ProblemError } from './problem.ts';
import { readJson } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

export async function getUsers({ store }: ActorContext): Promise<Response> {
  return json(200, { items: (await auth.listUsers(store)).map(userAnswer) });
}

export async function getUser(context: ActorContext): Promise<Response> {
  const name = pathValue(context, 'name');
  const user = await auth.getUser(context.store, name);
  if (user === undefined) throw notFound(`user "${name}"`);
  return json(200, userAnswer(user));
}

export async function putUser(context: ActorContext): Promise<Response> {
  const name = pathValue(context, 'name');
  const answer = await auth.putUser(context.store, name, await readJson(context.request, auth.UserChange));
  switch (answer.outcome) {
    case 'created':
      return json(201, userAnswer(answer.user), { location: `/api/v1/users/${name}` });
    case 'updated':
      return json(200, userAnswer(answer.user));
    case 'invalid':
      throw invalid(answer.errors);
    case 'last-admin':
      throw lastAdmin();
  }
}

export async function deleteUser(context: ActorContext): Promise<Response> {
  const name = pathValue(context, 'name');
  const outcome = await auth.deleteUser(context.store, name);
  if (outcome === 'missing') throw notFound(`user "${name}"`);
  if (outcome === 'last-admin') throw lastAdmin();
  return noContent();
}

function lastAdmin(): ProblemError {
  return new ProblemError({ status: 409, kind: 'last-admin', title: 'This is the last administrator', detail: 'Without one nobody could administrate Basewright. Make another user an administrator first.' });
}

function userAnswer(user: auth.User): object {
  return { ...user, createdAt: moment(user.createdAt), updatedAt: moment(user.updatedAt) };
}

export async function getTokens({ store }: ActorContext): Promise<Response> {
  return json(200, { items: (await listApiTokens(store)).map(tokenAnswer) });
}

/** The only answer that ever holds the token itself. */
export async function postToken({ store, request, actor }: ActorContext): Promise<Response> {
  const answer = await createApiToken(store, await readJson(request, NewToken), actor);
  if (answer.outcome === 'role-too-high') throw invalid([{ path: 'role', message: `Your role is ${actor.role}: a token of yours cannot have a higher one.` }]);
  return json(201, { token: answer.token, ...tokenAnswer(answer.details) }, { location: `/api/v1/tokens/${answer.details.id}` });
}

export async function deleteToken(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  if ((await deleteApiToken(context.store, id)) === 'missing') throw notFound(`token "${id}"`);
  return noContent();
}

function tokenAnswer(token: ApiToken): object {
  return { ...token, createdAt: moment(token.createdAt), expiresAt: moment(token.expiresAt) };
}
