// SPDX-License-Identifier: GPL-2.0-or-later
// tree put, get, list, delete: where the installer of each target comes from.
import { resolve } from 'node:path';
import { targets } from '#kickstart/profile/targets.ts';
import { readConfig } from '../config.ts';
import { addressRules } from '../power/address-rules.ts';
import { createGuardedFetch } from '../trees/guarded-fetch.ts';
import { treeUrls } from '../trees/tree.ts';
import { deleteTree, getTree, listTrees, putTree } from '../trees/trees.ts';
import { CommandError, failure, type Invocation, refusal, type Run } from './command.ts';
import { dataEnvironment, readPrecondition, staleFailure, withStore } from './data.ts';
import { jsonText, moment, table } from './output.ts';
import { readTarget } from './target.ts';

const KINDS = ['mirror', 'directory', 'iso'] as const;

/** What of the three was given, with a path as the server will find it. */
function readSource(invocation: Invocation): Readonly<Record<string, string>> {
  const given = KINDS.filter((kind) => invocation.option(kind) !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) throw refusal(given.length > 1 ? `--${String(given[1])}` : '--mirror', 'Say where the tree comes from by one of --mirror URL, --directory PATH and --iso FILE.');
  const value = invocation.option(kind) ?? '';
  return kind === 'mirror' ? { kind, url: value } : { kind, path: resolve(value) };
}

/** Problems of the document, as problems of the options that made it. */
function optionProblem({ path, message }: { path: string; message: string }, kind: string | undefined): { path: string; message: string } {
  if (path === 'arch') return { path: '--arch', message };
  return { path: path.startsWith('source') ? `--${kind ?? 'mirror'}` : path, message };
}

export const put: Run = async (invocation) => {
  const target = readTarget(invocation.argument('TARGET'), 'TARGET');
  const source = readSource(invocation);
  const environment = dataEnvironment(invocation);
  const arch = invocation.option('arch');
  return withStore(invocation, async (store) => {
    const { dataDirectory, bootUrl } = readConfig(environment);
    const services = { dataDirectory, fetch: createGuardedFetch(addressRules(environment)), now: store.now };
    const answer = await putTree(store, services, target, { source, ...(arch !== undefined && { arch }) }, readPrecondition(invocation));
    if (answer.outcome === 'invalid') throw new CommandError(2, answer.errors.map((error) => optionProblem(error, source['kind'])));
    if (answer.outcome === 'stale') throw staleFailure(answer.current?.etag);
    if (answer.outcome === 'required' || answer.outcome === 'missing') throw failure('', 'The tree could not be written.');
    const { outcome, tree, etag, updatedAt } = answer;
    const urls = treeUrls(tree, bootUrl);
    return {
      stdout: `${outcome} tree of ${target}${tree.name === null ? '' : `: ${tree.name} ${tree.version ?? ''}`.trimEnd()}\nkernel  ${urls.kernel}\ninitrd  ${urls.initrd}\nstage2  ${urls.stage2}\n`,
      notes: tree.warnings,
      json: { outcome, tree, urls, etag, updatedAt: moment(updatedAt) },
    };
  });
};

export const get: Run = (invocation) => withStore(invocation, async (store) => {
  const target = readTarget(invocation.argument('TARGET'), 'TARGET');
  const stored = await getTree(store, target);
  if (stored === undefined) throw missing(target);
  return { stdout: jsonText(stored.tree), json: { tree: stored.tree, etag: stored.etag, updatedAt: moment(stored.updatedAt) } };
});

export const list: Run = (invocation) => withStore(invocation, async (store) => {
  const trees = await listTrees(store);
  const rows = trees.map(({ tree }) => [tree.target, tree.arch, tree.name === null ? '-' : `${tree.name} ${tree.version ?? ''}`.trimEnd(), tree.source.kind, tree.source.kind === 'mirror' ? tree.source.url : tree.source.path]);
  return {
    stdout: rows.length === 0 ? '' : table(['TARGET', 'ARCH', 'RELEASE', 'KIND', 'FROM'], rows),
    notes: rows.length > 0 ? [] : ['There are no installer trees yet. Register one: basewright tree put TARGET --mirror URL'],
    json: { trees: trees.map(({ tree, etag, updatedAt }) => ({ tree, etag, updatedAt: moment(updatedAt) })) },
  };
});

export const remove: Run = (invocation) => withStore(invocation, async (store) => {
  const target = readTarget(invocation.argument('TARGET'), 'TARGET');
  const answer = await deleteTree(store, readConfig(dataEnvironment(invocation)).dataDirectory, target, readPrecondition(invocation));
  if (answer.outcome === 'stale') throw staleFailure(answer.current?.etag);
  if (answer.outcome !== 'deleted') throw missing(target);
  return { stdout: `deleted tree of ${target}\n`, json: { outcome: 'deleted', target } };
});

function missing(target: keyof typeof targets): CommandError {
  return failure('', `There is no installer tree for ${targets[target].label}. "basewright tree list" shows what there is.`);
}
