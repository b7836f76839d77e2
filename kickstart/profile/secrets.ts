// SPDX-License-Identifier: GPL-2.0-or-later
// Where a profile holds secrets, and how they are hidden from and kept for people who only edit the rest.
import { MASK } from './names.ts';
import type { Profile } from './profile.ts';

export { MASK };

/** A secret's place: a key that stays the same while other parts of the document change, and its value. */
export type Secret = { readonly key: string; readonly value: string };

/** Visits every secret; the result has each replaced by what `change` gives. */
function mapSecrets(profile: Profile, change: (secret: Secret) => string): Profile {
  const { root, accounts } = profile.users;
  const { luks } = profile.storage;
  return {
    ...profile,
    storage: { ...profile.storage, ...(luks && { luks: { passphrase: change({ key: 'storage.luks.passphrase', value: luks.passphrase }) } }) },
    users: {
      root: root.password === 'hashed' ? { ...root, hash: change({ key: 'users.root.hash', value: root.hash }) } : root,
      accounts: accounts.map((account) => (account.hash === undefined ? account : { ...account, hash: change({ key: `users.accounts[${account.name}].hash`, value: account.hash }) })),
    },
  };
}

/** Every secret of the profile. An account's hash is found by the account's name, so that reordering accounts mixes nothing up. */
export function secretsOf(profile: Profile): Secret[] {
  const secrets: Secret[] = [];
  mapSecrets(profile, (secret) => {
    secrets.push(secret);
    return secret.value;
  });
  return secrets;
}

/** The profile with every secret replaced by MASK. */
export function maskSecrets(profile: Profile): Profile {
  return mapSecrets(profile, () => MASK);
}

/** Replaces secrets by what `change` returns for each; the store seals and unseals with it. */
export function replaceSecrets(profile: Profile, change: (secret: Secret) => string): Profile {
  return mapSecrets(profile, change);
}

export type Restored = { readonly outcome: 'restored'; readonly profile: Profile } | { readonly outcome: 'missing'; readonly keys: readonly string[] };

/** The profile with every MASK replaced by the secret that `stored` has in the same place; `missing` names the places where there is none. */
export function restoreSecrets(profile: Profile, stored: Profile | undefined): Restored {
  const known = new Map((stored === undefined ? [] : secretsOf(stored)).map((secret) => [secret.key, secret.value]));
  const keys: string[] = [];
  const restored = mapSecrets(profile, ({ key, value }) => {
    if (value !== MASK) return value;
    const kept = known.get(key);
    if (kept === undefined) keys.push(key);
    return kept ?? MASK;
  });
  return keys.length > 0 ? { outcome: 'missing', keys } : { outcome: 'restored', profile: restored };
}
