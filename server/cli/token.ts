// SPDX-License-Identifier: GPL-2.0-or-later
// token create, list, delete: what scripts prove themselves with.
import { type ApiToken, createApiToken, deleteApiToken, listApiTokens, NewToken } from '../auth/api-tokens.ts';
import { CommandError, failure, type Run } from './command.ts';
import { withStore } from './data.ts';
import { readMinutes } from './duration.ts';
import { moment, table } from './output.ts';
import { readRole } from './user.ts';

const MINUTES_A_DAY = 24 * 60;
/** Where the fields of a new token come from. */
const SOURCES: Readonly<Record<string, string>> = { title: 'NAME', role: '--role', days: '--expires' };

const tokenJson = ({ id, title, role, user, createdAt, expiresAt }: ApiToken) => ({ id, title, role, user: user ?? null, createdAt: moment(createdAt), expiresAt: moment(expiresAt) });

export const createToken: Run = async (invocation) => {
  const expires = invocation.option('expires');
  const request = NewToken.safeParse({
    title: invocation.argument('NAME'),
    role: readRole(invocation.option('role') ?? 'viewer'),
    ...(expires !== undefined && { days: readMinutes('--expires', expires) / MINUTES_A_DAY }),
  });
  if (!request.success) throw new CommandError(2, request.error.issues.map(({ path, message }) => ({ path: SOURCES[String(path[0])] ?? '', message })));
  return withStore(invocation, async (store) => {
    const answer = await createApiToken(store, request.data, undefined);
    if (answer.outcome !== 'created') throw failure('', 'This role cannot be given.');
    const { token, details } = answer;
    return {
      stdout: `${token}\n`,
      notes: [`created token ${details.id}, role ${details.role}, until ${moment(details.expiresAt)}. It is shown only this once: keep it like a password.`],
      json: { token, ...tokenJson(details) },
    };
  });
};

export const listTokens: Run = (invocation) => withStore(invocation, async (store) => {
  const tokens = await listApiTokens(store);
  return {
    stdout: tokens.length === 0 ? '' : table(['ID', 'ROLE', 'USER', 'EXPIRES', 'NAME'], tokens.map(({ id, role, user, expiresAt, title }) => [id, role, user ?? '-', moment(expiresAt), title])),
    notes: tokens.length === 0 ? ['There are no valid tokens. Make one: basewright token create NAME'] : [],
    json: { tokens: tokens.map(tokenJson) },
  };
});

export const deleteToken: Run = (invocation) => withStore(invocation, async (store) => {
  const id = invocation.argument('ID');
  if ((await deleteApiToken(store, id)) === 'missing') throw failure('', 'There is no token with this id. "basewright token list" shows the ids.');
  return { stdout: `deleted token ${id}\n`, json: { outcome: 'deleted', id } };
});
