// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `users`: root and the login accounts; passwords only as hashes.
import { z } from 'zod';
import { MASK, Text, UserName } from './names.ts';
import { SshKey } from './ssh-key.ts';

const SHA512 = /^\$6\$(rounds=[1-9][0-9]{3,8}\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{86}$/;
const YESCRYPT = /^\$y\$[./0-9A-Za-z]+\$[./0-9A-Za-z]{1,86}\$[./0-9A-Za-z]{43}$/;

/** A password hash as chpasswd -e takes it: SHA-512 or yescrypt. */
export const PasswordHash = z.string().refine((hash) => hash === MASK || SHA512.test(hash) || YESCRYPT.test(hash), 'This is not a SHA-512 ($6$…) or yescrypt ($y$…) password hash. Type the password instead and let it be hashed here.');

/** Whether the hash is a yescrypt one, which Enterprise Linux 8 cannot check. */
export const isYescrypt = (hash: string) => hash.startsWith('$y$');

const KeyList = z.array(SshKey).max(100, 'At most 100 keys.').refine((keys) => new Set(keys).size === keys.length, 'A key is there twice; remove one of the two.').default([]);

/** Accounts that every image has already; useradd would fail on them. Source: Anaconda's reserved names and the setup package's passwd. */
const RESERVED = new Set('root bin daemon adm lp sync shutdown halt mail operator games ftp nobody home system dbus sshd systemd-network systemd-coredump systemd-resolve tss polkitd chrony'.split(' '));

export const Account = z.strictObject({
  name: UserName.refine((name) => !RESERVED.has(name), 'Every system has this account already; choose another name.'),
  gecos: Text.max(200, 'At most 200 characters.').refine((text) => !text.includes(':'), 'A full name cannot hold a colon: it separates the fields of /etc/passwd.').optional(),
  groups: z.array(UserName).max(32, 'At most 32 groups.').refine((names) => new Set(names).size === names.length, 'Each group may be named once.').default([]),
  /** Without a hash the account's password is locked. */
  hash: PasswordHash.optional(),
  uid: z.int().min(1000, 'Use 1000 or more; lower numbers belong to the system.').max(60_000, 'Use at most 60000.').optional(),
  shell: z.string().regex(/^(\/[A-Za-z0-9._-]+)+$/, 'Write an absolute path, for example /bin/bash.').optional(),
  sshKeys: KeyList,
});
export type Account = z.infer<typeof Account>;

export const Users = z.strictObject({
  root: z.discriminatedUnion('password', [
    z.strictObject({ password: z.literal('locked'), sshKeys: KeyList }),
    z.strictObject({ password: z.literal('hashed'), hash: PasswordHash, allowSsh: z.boolean().default(false), sshKeys: KeyList }),
  ]).default({ password: 'locked', sshKeys: [] }),
  accounts: z.array(Account).max(64, 'At most 64 accounts.').default([]),
}).superRefine((users, context) => {
  const names = new Set<string>();
  const uids = new Set<number>();
  users.accounts.forEach((account, index) => {
    if (names.has(account.name)) context.addIssue({ code: 'custom', path: ['accounts', index, 'name'], message: `"${account.name}" is there twice; remove one of the two.` });
    names.add(account.name);
    if (account.uid !== undefined && uids.has(account.uid)) context.addIssue({ code: 'custom', path: ['accounts', index, 'uid'], message: `Another account has the number ${account.uid} already.` });
    if (account.uid !== undefined) uids.add(account.uid);
  });
});
export type Users = z.infer<typeof Users>;
