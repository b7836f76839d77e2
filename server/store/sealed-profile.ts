// SPDX-License-Identifier: GPL-2.0-or-later
// How a profile lies in the database: the document with its secrets masked, and the secrets sealed beside it.

import { z } from 'zod';
import { Host } from '#kickstart/profile/host.ts';
import { Profile } from '#kickstart/profile/profile.ts';
import { maskSecrets, replaceSecrets, secretsOf } from '#kickstart/profile/secrets.ts';
import type { Place, Vault } from './vault.ts';

const Sealed = z.record(z.string(), z.string());

/** The two columns of a profile. */
export type ProfileColumns = { body: string; secrets: string };

/** @param profile with every secret in clear: never with a MASK in it. */
export function sealProfile(vault: Vault, profile: Profile): ProfileColumns {
  const sealed = secretsOf(profile).map(({ key, value }) => [key, vault.seal(value, placeOf(profile.id, key))]);
  return { body: JSON.stringify(maskSecrets(profile)), secrets: JSON.stringify(Object.fromEntries(sealed)) };
}

/** The stored profile as the API shows it. */
export function readMaskedProfile(columns: Pick<ProfileColumns, 'body'>): Profile {
  return Profile.parse(JSON.parse(columns.body));
}

/**
 * The stored profile with its secrets in clear.
 *
 * @throws {VaultError} when a secret does not open.
 */
export function openProfile(vault: Vault, columns: ProfileColumns): Profile {
  const profile = readMaskedProfile(columns);
  const sealed = Sealed.parse(JSON.parse(columns.secrets));
  return replaceSecrets(profile, ({ key }) => vault.open(sealed[key] ?? '', placeOf(profile.id, key)));
}

/** The stored host. */
export function readHost(columns: { body: string }): Host {
  return Host.parse(JSON.parse(columns.body));
}

function placeOf(id: string, key: string): Place {
  return { table: 'profiles', row: id, path: key };
}
