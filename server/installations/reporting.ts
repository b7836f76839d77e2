// SPDX-License-Identifier: GPL-2.0-or-later
// How the kickstart of a host reports: what the renderer is told about the host's installation.

import { MASK } from '#kickstart/profile/secrets.ts';
import type { Reporting } from '#kickstart/templates/node.ts';
import { nodeKey } from '../fleet/node-key.ts';
import type { Store } from '../store/store.ts';
import type { Installation } from './installation.ts';
import { installationToken } from './token.ts';

/** With token and node key in clear: for the machine and for an admin. A host that was never armed has none yet, and a mask stands for them. */
export function reportingFor(store: Pick<Store, 'vault'>, installation: Pick<Installation, 'id' | 'is_rehearsal'> | undefined, bootUrl: string): Reporting {
  const secrets = installation === undefined ? { token: MASK, nodeKey: MASK } : { token: installationToken(store.vault, installation.id), nodeKey: nodeKey(store.vault, installation.id) };
  return { url: bootUrl, ...secrets, rehearsal: installation?.is_rehearsal === 1 };
}

/** The same with a mask for both: for everybody else. */
export function maskedReporting(installation: Pick<Installation, 'is_rehearsal'> | undefined, bootUrl: string): Reporting {
  return { url: bootUrl, token: MASK, nodeKey: MASK, rehearsal: installation?.is_rehearsal === 1 };
}
