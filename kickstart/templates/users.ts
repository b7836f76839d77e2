// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `users` -> rootpw, user, sshkey.
import { command, options, type Statement } from '../language/statement.ts';
import type { Account } from '../profile/users.ts';
import type { Node } from './node.ts';

function accountStatements(account: Account, index: number): Statement[] {
  const field = `users.accounts.${index}`;
  return [
    command('user', { slice: 'users', field, secret: account.hash !== undefined }, options({
      '--name': account.name, '--gecos': account.gecos, '--groups': account.groups.join(','), '--uid': account.uid, '--shell': account.shell,
      '--iscrypted': account.hash !== undefined, '--password': account.hash, '--lock': account.hash === undefined,
    })),
    ...account.sshKeys.map((key, at) => command('sshkey', { slice: 'users', field: `${field}.sshKeys.${at}` }, options({ '--username': account.name }), [key])),
  ];
}

export function usersTemplate({ users }: Node): Statement[] {
  const { root } = users;
  const rootpw = root.password === 'locked'
    ? command('rootpw', { slice: 'users', field: 'users.root.password' }, options({ '--lock': true }))
    : command('rootpw', { slice: 'users', field: 'users.root.hash', secret: true }, options({ '--iscrypted': true, '--allow-ssh': root.allowSsh }), [root.hash]);
  return [
    rootpw,
    ...root.sshKeys.map((key, at) => command('sshkey', { slice: 'users', field: `users.root.sshKeys.${at}` }, options({ '--username': 'root' }), [key])),
    ...users.accounts.flatMap(accountStatements),
  ];
}
