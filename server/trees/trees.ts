// SPDX-License-Identifier: GPL-2.0-or-later
// Installer trees in the store, one for a target: list, get, put, delete.

import { TargetId, targets } from '#kickstart/profile/targets.ts';
import { fieldProblems, type FieldProblem } from '../store/problems.ts';
import { checkPrecondition, etagOf, nextRevision, type Precondition } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import type { Database, Tables } from '../store/tables.ts';
import { readTree, type TreeServices } from './read-tree.ts';
import { Tree, TreeRequest } from './tree.ts';
import { removeAbandoned, removeUnpacked } from './unpack-iso.ts';

/** `updatedAt` in milliseconds since 1970. */
export type StoredTree = { readonly tree: Tree; readonly etag: string; readonly updatedAt: number };

const COLUMNS = ['body', 'revision', 'updated_at'] as const;

/** All trees, in the order of the targets. There is at most one for each, so this list has no pages. */
export async function listTrees(store: Store): Promise<StoredTree[]> {
  const rows = await store.database.selectFrom('trees').select(COLUMNS).execute();
  const order = Object.keys(targets);
  return rows.map(storedTree).sort((a, b) => order.indexOf(a.tree.target) - order.indexOf(b.tree.target));
}

export async function getTree(store: Store, target: string): Promise<StoredTree | undefined> {
  const row = await selectTree(store.database, target);
  return row && storedTree(row);
}

export type PutTree =
  | ({ readonly outcome: 'created' | 'updated' } & StoredTree)
  | { readonly outcome: 'invalid'; readonly errors: FieldProblem[] }
  | { readonly outcome: 'required' }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'stale'; readonly current: StoredTree | undefined };

/**
 * Reads the tree that the document names, and makes or replaces the one of the target with it. Takes as long as reading takes: minutes for a DVD.
 *
 * `missing`: there is no such target.
 */
export async function putTree(store: Store, services: TreeServices, target: string, document: unknown, precondition: Precondition): Promise<PutTree> {
  const id = TargetId.safeParse(target);
  if (!id.success) return { outcome: 'missing' };
  const request = TreeRequest.safeParse(document);
  if (!request.success) return { outcome: 'invalid', errors: fieldProblems(request.error) };
  if (request.data.target !== undefined && request.data.target !== id.data) return { outcome: 'invalid', errors: [{ path: 'target', message: `The document says "${request.data.target}", its address says "${id.data}". Make them the same.` }] };
  // Asked before the long work too, so that nobody waits for a refusal.
  const refused = refusal(precondition, await selectTree(store.database, id.data));
  if (refused !== undefined) return refused;
  const read = await readTree(id.data, request.data, services);
  if (read.outcome === 'invalid') return read;
  try {
    const { answer, obsolete } = await keep(store, read.tree, precondition);
    if (obsolete !== null) await removeUnpacked(services.dataDirectory, obsolete);
    if (answer.outcome === 'created' || answer.outcome === 'updated') await removeAbandoned(services.dataDirectory, id.data, read.tree.unpacked, Date.now());
    return answer;
  } catch (error) {
    if (read.tree.unpacked !== null) await removeUnpacked(services.dataDirectory, read.tree.unpacked);
    throw error;
  }
}

/** `obsolete`: the directory that nothing refers to after this, of the replaced tree or of the one that was not taken. */
function keep(store: Store, tree: Tree, precondition: Precondition): Promise<{ answer: PutTree; obsolete: string | null }> {
  return store.write(async (transaction) => {
    const existing = await selectTree(transaction, tree.target);
    const refused = refusal(precondition, existing);
    if (refused !== undefined) return { answer: refused, obsolete: tree.unpacked };
    const row = { target: tree.target, body: JSON.stringify(tree), revision: await nextRevision(transaction), updated_at: store.now() };
    await transaction.insertInto('trees').values(row).onConflict((conflict) => conflict.column('target').doUpdateSet(row)).execute();
    return { answer: { outcome: existing === undefined ? 'created' : 'updated', ...storedTree(row) }, obsolete: existing === undefined ? null : storedTree(existing).tree.unpacked };
  });
}

function refusal(precondition: Precondition, existing: Columns | undefined): { outcome: 'required' } | { outcome: 'stale'; current: StoredTree | undefined } | undefined {
  const verdict = checkPrecondition(precondition, existing?.revision);
  if (verdict === 'met') return undefined;
  return verdict === 'required' ? { outcome: 'required' } : { outcome: 'stale', current: existing && storedTree(existing) };
}

export type DeleteTree = { readonly outcome: 'deleted' | 'missing' | 'required' } | { readonly outcome: 'stale'; readonly current: StoredTree | undefined };

/** Deletes the tree of a target; of an ISO, what was taken out of it too. A mirror's or a directory's files stay as they are. */
export async function deleteTree(store: Store, dataDirectory: string, target: string, precondition: Precondition): Promise<DeleteTree> {
  const answer = await store.write(async (transaction): Promise<{ answer: DeleteTree; unpacked: string | null }> => {
    const existing = await selectTree(transaction, target);
    if (existing === undefined) return { answer: { outcome: 'missing' }, unpacked: null };
    const refused = refusal(precondition, existing);
    if (refused !== undefined) return { answer: refused, unpacked: null };
    await transaction.deleteFrom('trees').where('target', '=', target).execute();
    return { answer: { outcome: 'deleted' }, unpacked: storedTree(existing).tree.unpacked };
  });
  if (answer.unpacked !== null) await removeUnpacked(dataDirectory, answer.unpacked);
  return answer.answer;
}

type Columns = Pick<Tables['trees'], 'body' | 'revision' | 'updated_at'>;

function selectTree(database: Database, target: string): Promise<Columns | undefined> {
  return database.selectFrom('trees').select(COLUMNS).where('target', '=', target).executeTakeFirst();
}

function storedTree({ body, revision, updated_at }: Columns): StoredTree {
  return { tree: Tree.parse(JSON.parse(body)), etag: etagOf(revision), updatedAt: updated_at };
}
