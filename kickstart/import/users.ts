// SPDX-License-Identifier: GPL-2.0-or-later
// rootpw, user, sshkey -> slice `users`. Only hashes are ever taken over, never a password in clear.
import type { z } from 'zod';
import { MASK } from '../profile/names.ts';
import { PasswordHash, type Users } from '../profile/users.ts';
import type { Context } from './context.ts';
import type { Reading } from './reading.ts';

type UsersInput = z.input<typeof Users>;
type AccountInput = NonNullable<UsersInput['accounts']>[number];

const CLEAR = 'The password stands there in clear and is not taken over. Type it again in the wizard: it is stored as a SHA-512 hash only.';

/** The hash that `password` is, or the reason why it is not taken over. */
function hashOf(password: string, isCrypted: boolean): { readonly hash: string } | { readonly reason: string } {
  if (!isCrypted && password !== MASK) return { reason: CLEAR };
  if (PasswordHash.safeParse(password).success) return { hash: password };
  const old = password.startsWith('$1$') ? 'an MD5' : password.startsWith('$5$') ? 'a SHA-256' : /^\$2[aby]?\$/.test(password) ? 'a bcrypt' : /^[./0-9A-Za-z]{13}$/.test(password) ? 'a DES' : 'no known';
  if (/^[!*]+$/.test(password)) return { reason: 'This is the mark of a locked password, not a hash; the password is locked.' };
  return { reason: `This is ${old} password hash, which not every installer takes or which is not safe any more. Type the password again in the wizard: it is stored as a SHA-512 hash.` };
}

function readRoot(context: Context): NonNullable<UsersInput['root']> {
  const { ledger } = context;
  const rootpw = context.one('rootpw');
  const [password] = rootpw.words;
  const lock = rootpw.flag('--lock');
  const found = password === undefined ? undefined : hashOf(password, rootpw.flag('--iscrypted'));
  const allowSsh = rootpw.flag('--allow-ssh');
  rootpw.flag('--plaintext');
  rootpw.settle(ledger);
  const refuse = (reason: string) => ledger.note(rootpw.line, 'refused', reason);
  if (rootpw.present) ledger.gives('users.root', rootpw.line);
  if (!lock && found !== undefined && 'hash' in found) return { password: 'hashed', hash: found.hash, allowSsh };
  if (lock && found !== undefined && ('hash' in found || !rootpw.flag('--iscrypted'))) refuse('The root password is locked, so the password beside --lock is not taken over.');
  else if (lock) return { password: 'locked' };
  else if (found !== undefined && 'reason' in found) refuse(`${found.reason} Until then root's password is locked.`);
  if (allowSsh) refuse('--allow-ssh is not taken over: a locked password lets nobody in.');
  return { password: 'locked' };
}

function readAccount(reading: Reading, refuse: (reason: string) => void): AccountInput {
  const name = reading.text('--name') ?? '';
  const password = reading.text('--password');
  const lock = reading.flag('--lock');
  const isCrypted = reading.flag('--iscrypted');
  const home = reading.text('--homedir');
  const gecos = reading.text('--gecos');
  const uid = reading.number('--uid');
  const shell = reading.text('--shell');
  const groups = reading.list('--groups');
  const found = password === undefined ? undefined : hashOf(password, isCrypted);
  reading.flag('--plaintext');
  if (lock && password !== undefined) refuse('The account is locked, so the password beside --lock is not taken over.');
  else if (found !== undefined && 'reason' in found) refuse(`${found.reason} Until then the account "${name}" has a locked password.`);
  if (home !== undefined && home !== `/home/${name}`) refuse(`--homedir=${home} is not taken over: home directories are under /home.`);
  if (groups.some((group) => /\([0-9]+\)$/.test(group))) refuse('The numbers of groups are not taken over.');
  return {
    name,
    ...(gecos !== undefined && { gecos }),
    groups: groups.map((group) => group.replace(/\([0-9]+\)$/, '')),
    ...(!lock && found !== undefined && 'hash' in found && { hash: found.hash }),
    ...(uid !== undefined && { uid }),
    ...(shell !== undefined && { shell }),
  };
}

export function readUsers(context: Context): UsersInput {
  const { ledger } = context;
  const accounts = context.each('user').map(({ command, reading }, index) => {
    const account = readAccount(reading, (reason) => ledger.note(command.line, 'refused', reason));
    reading.settle(ledger, { '--gid': 'the system chooses the number of the group.' });
    ledger.gives(`users.accounts.${index}`, command.line);
    return account;
  });
  const keys = new Map<string, string[]>([['root', []], ...accounts.map(({ name }): [string, string[]] => [name, []])]);
  for (const { command, reading } of context.each('sshkey')) {
    const user = reading.text('--username') ?? '';
    reading.settle(ledger);
    const list = keys.get(user);
    const at = accounts.findIndex(({ name }) => name === user);
    if (list === undefined) ledger.note(command.line, 'refused', `No "user" line makes the account "${user}", so its key is not taken over.`);
    else {
      ledger.gives(user === 'root' ? `users.root.sshKeys.${list.length}` : `users.accounts.${at}.sshKeys.${list.length}`, command.line);
      list.push(command.words[0] ?? '');
    }
  }
  return { root: { ...readRoot(context), sshKeys: keys.get('root') ?? [] }, accounts: accounts.map((account) => ({ ...account, sshKeys: keys.get(account.name) ?? [] })) };
}
