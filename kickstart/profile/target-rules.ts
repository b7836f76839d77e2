// SPDX-License-Identifier: GPL-2.0-or-later
// What the chosen target cannot do: settings that another target would take.
import type { Finish } from './finish.ts';
import type { Problem } from './storage-rules.ts';
import { lacks, type TargetId } from './targets.ts';
import { isYescrypt, type Users } from './users.ts';

type Sliced = { readonly target: TargetId; readonly users: Users; readonly finish: Finish };

/** Everything in a profile that its target's installer or system does not have. */
export function targetRules({ target, users, finish }: Sliced): Problem[] {
  const problems: Problem[] = [];
  const refuse = (reason: string | undefined, used: boolean, ...path: (string | number)[]) => {
    if (used && reason !== undefined) problems.push({ path, message: reason });
  };
  refuse(lacks(target, 'rootAllowSsh'), users.root.password === 'hashed' && users.root.allowSsh, 'users', 'root', 'allowSsh');
  refuse(lacks(target, 'yescrypt'), users.root.password === 'hashed' && isYescrypt(users.root.hash), 'users', 'root', 'hash');
  users.accounts.forEach((account, index) => refuse(lacks(target, 'yescrypt'), account.hash !== undefined && isYescrypt(account.hash), 'users', 'accounts', index, 'hash'));
  refuse(lacks(target, 'kdumpAddon'), finish.kdump.mode !== 'default', 'finish', 'kdump', 'mode');
  refuse(lacks(target, 'eula'), finish.eula, 'finish', 'eula');
  return problems;
}
