// SPDX-License-Identifier: GPL-2.0-or-later
// user add, set, list, delete: who may log in.
import { RoleName } from '../auth/roles.ts';
import { deleteUser, getUser, listUsers, putUser, type User, type UserChange } from '../auth/users.ts';
import type { Store } from '../store/store.ts';
import { type Answer, CommandError, failure, type Invocation, type Run, refusal } from './command.ts';
import { withStore } from './data.ts';
import { readPassword } from './input.ts';
import { moment, table } from './output.ts';

const userJson = ({ name, role, createdAt, updatedAt }: User) => ({ name, role, createdAt: moment(createdAt), updatedAt: moment(updatedAt) });

/** @throws {CommandError} naming --role */
export function readRole(text: string): UserChange['role'] {
  const role = RoleName.safeParse(text.toLowerCase());
  if (!role.success) throw refusal('--role', role.error.issues[0]?.message ?? '');
  return role.data;
}

async function readChange(invocation: Invocation): Promise<Partial<UserChange>> {
  const role = invocation.option('role');
  return { ...(role !== undefined && { role: readRole(role) }), ...(invocation.has('password-stdin') && { password: await readPassword(invocation.io) }) };
}

async function write(store: Store, name: string, change: UserChange): Promise<Answer> {
  const answer = await putUser(store, name, change);
  if (answer.outcome === 'invalid') throw new CommandError(2, answer.errors);
  if (answer.outcome === 'last-admin') throw lastAdmin(name);
  return { stdout: `${answer.outcome} user ${name}, role ${answer.user.role}\n`, json: { outcome: answer.outcome, user: userJson(answer.user) } };
}

const missing = (name: string): CommandError => failure('', `There is no user "${name}". "basewright user list" shows who there is.`);
const lastAdmin = (name: string): CommandError => failure('', `"${name}" is the only administrator: nobody could administrate without. Add another one first.`);

export const addUser: Run = async (invocation) => {
  const name = invocation.argument('NAME');
  const { role, password } = await readChange(invocation);
  if (role === undefined || password === undefined) throw refusal('--password-stdin', 'A new user needs a role and a password.');
  return withStore(invocation, async (store) => {
    if ((await getUser(store, name)) !== undefined) throw failure('', `There is a user "${name}" already. Change the role or password by "basewright user set".`);
    return write(store, name, { role, password });
  });
};

export const setUser: Run = async (invocation) => {
  const name = invocation.argument('NAME');
  const change = await readChange(invocation);
  if (change.role === undefined && change.password === undefined) throw refusal('--role', 'Say what to change: --role, --password-stdin or both.');
  return withStore(invocation, async (store) => {
    const user = await getUser(store, name);
    if (user === undefined) throw missing(name);
    return write(store, name, { role: user.role, ...change });
  });
};

export const listAllUsers: Run = (invocation) => withStore(invocation, async (store) => {
  const users = await listUsers(store);
  return {
    stdout: users.length === 0 ? '' : table(['NAME', 'ROLE', 'CREATED'], users.map(({ name, role, createdAt }) => [name, role, moment(createdAt)])),
    notes: users.length === 0 ? ['There are no users yet. Make the first one: basewright user add NAME --role admin --password-stdin'] : [],
    json: { users: users.map(userJson) },
  };
});

export const removeUser: Run = (invocation) => withStore(invocation, async (store) => {
  const name = invocation.argument('NAME');
  const outcome = await deleteUser(store, name);
  if (outcome === 'missing') throw missing(name);
  if (outcome === 'last-admin') throw lastAdmin(name);
  return { stdout: `deleted user ${name}, with all sessions and tokens\n`, json: { outcome, name } };
});
