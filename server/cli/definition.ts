// SPDX-License-Identifier: GPL-2.0-or-later
// definition put, get, list, delete, render, commands, bundle, build: what images are built from.
import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { ImageDefinition } from '#kickstart/build/definition.ts';
import { buildBundle } from '../definitions/bundle.ts';
import { deleteDefinition, DefinitionListRequest, getDefinition, listDefinitions, putDefinition, type StoredDefinition } from '../definitions/definitions.ts';
import { livemediaCreator } from '../definitions/livemedia.ts';
import { buildFacts, definitionOutput, type DefinitionOutput } from '../definitions/output.ts';
import { startBuild } from '../definitions/start-build.ts';
import { MAX_LIMIT } from '../store/page.ts';
import { fieldProblems } from '../store/problems.ts';
import type { Store } from '../store/store.ts';
import { CommandError, failure, type Invocation, refusal, type Run } from './command.ts';
import { allPages, dataEnvironment, readPrecondition, staleFailure, withStore } from './data.ts';
import { jsonText, moment, table } from './output.ts';
import { readStructured } from './structured-input.ts';
import { readTarget } from './target.ts';

const missing = (id: string): CommandError => failure('', `There is no image definition "${id}". "basewright definition list" shows what there is.`);

function checkDefinition(document: unknown): ImageDefinition {
  const parsed = ImageDefinition.safeParse(document);
  if (!parsed.success) throw new CommandError(2, fieldProblems(parsed.error));
  return parsed.data;
}

export const put: Run = async (invocation) => {
  const definition = checkDefinition(await readStructured(invocation.io, invocation.argument('FILE')));
  const { id } = definition;
  return withStore(invocation, async (store) => {
    const answer = await putDefinition(store, id, definition, readPrecondition(invocation));
    if (answer.outcome === 'invalid') throw new CommandError(2, answer.errors);
    if (answer.outcome === 'stale') throw staleFailure(answer.current?.etag);
    if (answer.outcome === 'required') throw failure('', 'The definition could not be written.');
    const { findings } = await outputOf(store, answer);
    return {
      stdout: `${answer.outcome} image definition ${id}\n`,
      notes: findingLines(findings),
      json: { outcome: answer.outcome, id, etag: answer.etag, updatedAt: moment(answer.updatedAt), findings },
    };
  });
};

export const get: Run = (invocation) => withStore(invocation, async (store) => {
  const { definition, etag, updatedAt } = await found(store, invocation);
  return { stdout: invocation.has('yaml') ? stringify(definition) : jsonText(definition), json: { definition, etag, updatedAt: moment(updatedAt) } };
});

export const list: Run = async (invocation) => {
  const target = invocation.option('target');
  const request = DefinitionListRequest.safeParse({ search: invocation.option('search'), target: target === undefined ? undefined : readTarget(target), limit: MAX_LIMIT });
  if (!request.success) throw new CommandError(2, request.error.issues.map(({ path, message }) => ({ path: `--${String(path[0])}`, message })));
  return withStore(invocation, async (store) => {
    const definitions = await allPages((cursor) => listDefinitions(store, { ...request.data, cursor }));
    const rows = definitions.map(({ id, target: system, image, payload, updatedAt, title }) => [id, system ?? '-', image ?? '-', payload ?? '-', moment(updatedAt), title]);
    return {
      stdout: rows.length === 0 ? '' : table(['ID', 'TARGET', 'IMAGE', 'PAYLOAD', 'UPDATED', 'TITLE'], rows),
      notes: rows.length > 0 ? [] : [request.data.search !== undefined || target !== undefined ? 'No image definition matches.' : 'There are no image definitions yet. Make one in the web pages, or: basewright definition put FILE'],
      json: { definitions: definitions.map((item) => ({ ...item, updatedAt: moment(item.updatedAt) })) },
    };
  });
};

export const remove: Run = (invocation) => withStore(invocation, async (store) => {
  const id = invocation.argument('ID');
  const answer = await deleteDefinition(store, id, readPrecondition(invocation));
  if (answer.outcome === 'stale') throw staleFailure(answer.current?.etag);
  if (answer.outcome !== 'deleted') throw missing(id);
  return { stdout: `deleted image definition ${id}\n`, json: { outcome: 'deleted', id } };
});

/** Of a file alone: the registered mirror of the target is looked up in the data directory all the same. */
export const render: Run = async (invocation) => {
  const definition = checkDefinition(await readStructured(invocation.io, invocation.argument('FILE')));
  return withStore(invocation, async (store) => {
    const { kickstart: { text, lines, nvr }, findings } = definitionOutput(definition, await buildFacts(store, definition));
    return { stdout: text, notes: findingLines(findings), json: { text, lines, nvr, findings } };
  });
};

const WAYS = ['local', 'mock', 'virt', 'koji', 'repack'] as const;

export const commands: Run = async (invocation) => {
  const asked = invocation.option('way');
  const way = WAYS.find((each) => each === asked);
  if (asked !== undefined && way === undefined) throw refusal('--way', `Use one of ${WAYS.join(', ')}.`);
  return withStore(invocation, async (store) => {
    const { commands: all, findings, livemediaCreator: { isInstalled, canBuild, reason } } = await outputOf(store, await found(store, invocation));
    return { stdout: way === undefined ? WAYS.map((each) => `# ${each}\n${all[each]}`).join('\n') : all[way], notes: findingLines(findings), json: { commands: all, findings, livemediaCreator: { isInstalled, canBuild, reason } } };
  });
};

export const bundle: Run = (invocation) => withStore(invocation, async (store) => {
  const stored = await found(store, invocation);
  const { fileName, bytes } = await buildBundle(stored.definition, await outputOf(store, stored), store.now());
  const file = invocation.option('output') ?? fileName;
  await writeFile(file, bytes, { flag: 'wx' }).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EEXIST') throw failure(file, 'It is there already. Move it away, or name another file with --output.');
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR') throw failure(file, 'It cannot be written there. Name another file with --output.');
    throw error;
  });
  return { stdout: `${file}\n`, notes: ['Unpack it on a machine that is made for building, and follow its README.'], json: { file, bytes: bytes.length } };
});

/** Asks the server's worker for it: the command does not wait. */
export const build: Run = (invocation) => withStore(invocation, async (store) => {
  const id = invocation.argument('ID');
  const answer = await startBuild(store, id, null, livemediaCreator(dataEnvironment(invocation)));
  switch (answer.outcome) {
    case 'queued':
      return { stdout: `${answer.job}\n`, notes: [`The build of ${id} was queued: basewright job show ${answer.job} shows how far it is. It runs while the server does.`], json: { job: answer.job } };
    case 'missing':
      throw missing(id);
    case 'refused':
      throw new CommandError(1, answer.reasons.map(({ field, message }) => ({ path: field, message })));
  }
});

async function found(store: Store, invocation: Invocation): Promise<StoredDefinition> {
  const id = invocation.argument('ID');
  const stored = await getDefinition(store, id);
  if (stored === undefined) throw missing(id);
  return stored;
}

async function outputOf(store: Store, { definition }: StoredDefinition): Promise<DefinitionOutput> {
  return definitionOutput(definition, await buildFacts(store, definition));
}

function findingLines(findings: DefinitionOutput['findings']): string[] {
  return findings.map(({ level, field, message }) => `${level}: ${field}: ${message}`);
}
