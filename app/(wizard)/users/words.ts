// SPDX-License-Identifier: GPL-2.0-or-later
// The words around passwords, keys and accounts.

export const SECRET_WORDS = { show: 'Show it', hide: 'Hide it' } as const;

export const WORDS = {
  root: 'Root',
  accounts: 'Accounts',
  account: 'Account',
  noAccounts: 'No accounts besides root.',
  add: 'Add an account',
  remove: 'Remove',
  rootPassword: [
    { value: 'locked', label: 'Locked', description: 'Nobody logs in as root by password.' },
    { value: 'hashed', label: 'A password', description: 'imgbased lets root log in by SSH on every layer, so this password works over the network.' },
  ],
  password: {
    set: 'A password is set; only its hash is kept.',
    kept: 'A password is set. It stays as it is unless you set another.',
    change: 'Change the password',
    removeIt: 'Lock the password',
    how: 'How the password is given',
    typeIt: 'Type a password',
    pasteIt: 'Already hashed',
    use: 'Set the password',
    useHash: 'Use this hash',
    generate: 'Generate',
    generated: 'Generated. Copy it now: it cannot be shown again once you leave this field.',
    hashing: 'Hashing…',
    failed: 'The password was not hashed',
    short: 'Use at least 8 characters.',
    hashLabel: 'Password hash',
    hashHelp: 'SHA-512 ($6$…) as "openssl passwd -6" prints it.',
    strength: 'Strength',
    levels: ['very weak', 'weak', 'fair', 'good', 'strong'],
  },
  keys: {
    paste: 'Add keys',
    add: 'Add these keys',
    file: 'Choose files',
    none: 'No keys yet.',
    list: 'SSH keys',
    remove: 'Remove the key',
    merged: (count: number) => (count === 1 ? 'One key was there already.' : `${count} keys were there already.`),
    added: (count: number) => (count === 1 ? 'One key added.' : `${count} keys added.`),
    refused: (line: number) => `Line ${line}`,
    noFingerprint: 'The fingerprint needs HTTPS or localhost.',
    noComment: 'no comment',
    unreadable: 'This key is not valid.',
  },
} as const;
