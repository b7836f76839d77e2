// SPDX-License-Identifier: GPL-2.0-or-later
// A new key for a host that runs already, with the configuration of its node: what an installation would have written.

import type { NewNodeKey } from '#kickstart/fleet/view.ts';
import { MASK } from '#kickstart/profile/secrets.ts';
import { nodeConf } from '#kickstart/templates/node-agent.ts';
import { nodeOf } from '#kickstart/templates/node.ts';
import { openProfile, readHost } from '../store/sealed-profile.ts';
import type { Store } from '../store/store.ts';
import { makeKey } from './keys.ts';

/** Undefined for an unknown host. The key is shown this once: the database has its hash. */
export async function makeConf(store: Store, hostId: string, bootUrl: string, actor: string | undefined): Promise<NewNodeKey | undefined> {
  const row = await store.database
    .selectFrom('hosts').innerJoin('profiles', 'profiles.id', 'hosts.profile_id').select(['hosts.body', 'profiles.body as profile_body', 'profiles.secrets']).where('hosts.id', '=', hostId).executeTakeFirst();
  if (row === undefined) return undefined;
  const made = await makeKey(store, hostId, actor);
  if (made.outcome === 'missing') return undefined;
  const node = nodeOf(openProfile(store.vault, { body: row.profile_body, secrets: row.secrets }), readHost(row));
  return { key: made.key, conf: `${nodeConf(node, { url: bootUrl, token: MASK, nodeKey: made.key, rehearsal: false }, hostId).join('\n')}\n` };
}
