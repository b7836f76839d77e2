// SPDX-License-Identifier: GPL-2.0-or-later
// The data directory that the servers use, opened for one command.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../config.ts';
import type { Site } from '../installations/installability.ts';
import type { Page } from '../store/page.ts';
import type { FieldProblem } from '../store/problems.ts';
import { openStore, type Store } from '../store/store.ts';
import { type Answer, CommandError, failure, type Invocation } from './command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The environment of the servers: `npm start` runs in Basewright's own directory; a command may be called from anywhere and shall find the same data. */
export function dataEnvironment({ io: { environment } }: Invocation): Readonly<Record<string, string | undefined>> {
  return { ...environment, BASEWRIGHT_DATA: environment['BASEWRIGHT_DATA'] || join(ROOT, 'data') };
}

/**
 * Runs `work` on the store, which is made when there is none, and closes it. Servers may be running on the same data.
 * @throws {ConfigError | StoreError} with the reason and the cure
 */
export async function withStore(invocation: Invocation, work: (store: Store, site: Site) => Promise<Answer>): Promise<Answer> {
  const { environment } = invocation.io;
  // `npm start` runs in Basewright's own directory; a command may be called from anywhere and shall find the same data.
  const site = readConfig({ ...environment, BASEWRIGHT_DATA: environment['BASEWRIGHT_DATA'] || join(ROOT, 'data') });
  // The servers look for damage when they start; a command shall not read the whole file each time.
  const store = await openStore(site.dataDirectory, { check: false });
  try {
    return await work(store, site);
  } finally {
    await store.close();
  }
}

type PageAnswer<Item> = ({ outcome: 'listed' } & Page<Item>) | { outcome: 'invalid'; errors: FieldProblem[] };

/** Every item of a list that comes in pages. */
export async function allPages<Item>(page: (cursor: string | undefined) => Promise<PageAnswer<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | undefined, more = true; more;) {
    const answer = await page(cursor);
    if (answer.outcome === 'invalid') throw new CommandError(2, answer.errors);
    items.push(...answer.items);
    cursor = answer.next;
    more = cursor !== undefined;
  }
  return items;
}

/** The ETags of --if-match, with their quotes. */
export function readPrecondition(invocation: Invocation): { kind: 'force' } | { kind: 'match'; etags: readonly string[] } {
  const etag = invocation.option('if-match');
  return etag === undefined ? { kind: 'force' } : { kind: 'match', etags: [`"${etag.replace(/^"(.*)"$/, '$1')}"`] };
}

/** The content is not the one that --if-match named. @param etag of the present content; undefined when there is none */
export function staleFailure(etag: string | undefined): CommandError {
  const now = etag === undefined ? 'it does not exist' : `its ETag is ${etag} now`;
  return failure('--if-match', `Somebody changed it in the meantime (${now}), so nothing was written. Get it again, and repeat your change.`);
}
