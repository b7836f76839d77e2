// SPDX-License-Identifier: GPL-2.0-or-later
// The token of an installation: the secret that its machine gets with the kickstart, and shows with everything it asks for and reports.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Vault } from '../store/vault.ts';

/** A new name for an installation: 128 random bits. */
export function newInstallationId(): string {
  return randomBytes(16).toString('base64url');
}

/**
 * The token of an installation: 43 characters of base64url. It is derived from the key file and so stands nowhere in the database;
 * who has a copy of the database alone cannot make it.
 */
export function installationToken(vault: Vault, installationId: string): string {
  return vault.derive('installation token', installationId);
}

/** What the database keeps of a token: its SHA-256, hexadecimal. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whether two hashes are the same, in a time that does not tell where they differ. */
export function isSameHash(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

/** The form of a token, as it stands in a path. */
export const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;
