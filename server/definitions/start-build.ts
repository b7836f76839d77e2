// SPDX-License-Identifier: GPL-2.0-or-later
// Asks for the build of a definition on this server, where that can be done.

import { enqueueJob } from '../jobs/jobs.ts';
import type { Store } from '../store/store.ts';
import type { BuildInput } from './build-input.ts';
import { getDefinition } from './definitions.ts';
import { type LivemediaCreator, livemediaCreator } from './livemedia.ts';
import { buildFacts, definitionOutput } from './output.ts';

export type StartBuild =
  | { readonly outcome: 'queued'; /** Id of the job. */ readonly job: string }
  | { readonly outcome: 'missing' }
  /** It cannot be built here, or not yet; one sentence each. */
  | { readonly outcome: 'refused'; readonly reasons: readonly { readonly field: string; readonly message: string }[] };

const machines: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** @param arch of this machine, as Node calls it. */
export async function startBuild(store: Store, id: string, actor: string | null, creator: LivemediaCreator = livemediaCreator(), arch: string = process.arch): Promise<StartBuild> {
  const stored = await getDefinition(store, id);
  if (stored === undefined) return { outcome: 'missing' };
  const { definition } = stored;
  if (!creator.canBuild) return { outcome: 'refused', reasons: [{ field: '', message: creator.reason ?? 'Images cannot be built here.' }] };
  if (machines[arch] !== definition.arch) return { outcome: 'refused', reasons: [{ field: 'arch', message: `This server is ${machines[arch] ?? arch}, and the image is for ${definition.arch}: build it on such a machine.` }] };
  const facts = await buildFacts(store, definition);
  const reasons = definitionOutput(definition, facts, creator).findings.filter(({ level }) => level === 'error').map(({ field, message }) => ({ field, message }));
  if (reasons.length > 0) return { outcome: 'refused', reasons };
  return store.write(async (transaction): Promise<StartBuild> => {
    const other = await transaction.selectFrom('jobs').select('title').where('kind', '=', 'build').where('state', 'in', ['queued', 'running']).executeTakeFirst();
    // Anaconda allows one of itself on a machine.
    if (other !== undefined) return { outcome: 'refused', reasons: [{ field: '', message: `A build is under way ("${other.title}"), and a machine can do only one at a time. Try again when it has ended.` }] };
    const input: BuildInput = { definition, mirror: facts.mirror ?? null, actor };
    const job = await enqueueJob(transaction, { kind: 'build', title: `Build ${definition.title}`, subject: definition.id, input, actor }, store.now());
    return { outcome: 'queued', job };
  });
}
