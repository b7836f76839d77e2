// SPDX-License-Identifier: GPL-2.0-or-later
// The key of a running node: what it shows with every check-in and report.

import type { Vault } from '../store/vault.ts';

/**
 * 43 characters of base64url, derived from the key file like an installation's token, so it stands nowhere: the database knows its SHA-256 (`hashToken`).
 *
 * @param origin id of the installation that the key came with, or a fresh one of a key that a person made.
 */
export function nodeKey(vault: Vault, origin: string): string {
  return vault.derive('node key', origin);
}
