// SPDX-License-Identifier: GPL-2.0-or-later
// The decision about a rehearsal: the machine has shown what it would erase and waits to be told whether to go on.

import { stageDeadline } from '#kickstart/lifecycle/stages.ts';
import type { Store } from '../store/store.ts';
import { addEvent, changeState, currentInstallation, type Installation } from './installation.ts';

export type Decide = { outcome: 'decided' } | { outcome: 'missing' } | { outcome: 'refused'; reason: string };

/** Approves or refuses what the machine of a host showed. */
export async function decideRehearsal(store: Store, hostId: string, decision: 'approved' | 'refused', actor?: string): Promise<Decide> {
  return store.write(async (transaction) => {
    const host = await transaction.selectFrom('hosts').select('id').where('id', '=', hostId).executeTakeFirst();
    if (host === undefined) return { outcome: 'missing' };
    const current = await currentInstallation(transaction, hostId);
    const reason = whyNot(current);
    if (current === undefined || reason !== undefined) return { outcome: 'refused', reason: reason ?? '' };
    await transaction.updateTable('installations').set({ decision }).where('id', '=', current.id).execute();
    const event = { at: store.now(), kind: decision, actor };
    if (decision === 'refused') {
      await changeState(transaction, current, 'refuse', store.now(), event);
      return { outcome: 'decided' };
    }
    const stage = { stage: 'approved', stage_at: store.now(), deadline: stageDeadline('approved', store.now()) ?? null } as const;
    await transaction.updateTable('installations').set(stage).where('id', '=', current.id).execute();
    await addEvent(transaction, current.id, event);
    return { outcome: 'decided' };
  });
}

function whyNot(current: Installation | undefined): string | undefined {
  if (current?.is_rehearsal !== 1) return 'This host was not armed for a rehearsal, so its machine waits for nothing.';
  if (current.decision !== null) return `It was ${current.decision} already.`;
  if (current.state !== 'installing') return `The host is ${current.state}: its machine waits for nothing.`;
  if (current.stage !== 'waiting') return 'The machine has not shown yet what it would erase. Wait until it does.';
  return undefined;
}
