// SPDX-License-Identifier: GPL-2.0-or-later
// One implementation for two connections: work that asks statements one after the other, run at once on the boot plane's connection, or step by step in a transaction of the admin plane.

import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { CompiledQuery, DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { z } from 'zod';
import type { Database, Tables } from '../store/tables.ts';

/** A statement with its values, as Kysely compiles it. */
export type Statement = Pick<CompiledQuery, 'sql' | 'parameters'>;

/** Yields statements and is given the rows of each. */
export type Work<T> = Generator<Statement, T, readonly unknown[]>;

/** Builds queries and runs none. */
export const queries = new Kysely<Tables>({
  dialect: { createAdapter: () => new SqliteAdapter(), createDriver: () => new DummyDriver(), createIntrospector: (kysely) => new SqliteIntrospector(kysely), createQueryCompiler: () => new SqliteQueryCompiler() },
});

/** Asks a query and reads its rows. */
export function* rowsOf<T>(query: { compile(): Statement }, row: z.ZodType<T>): Work<T[]> {
  return z.array(row).parse(yield query.compile());
}

/** Asks for one row; undefined when there is none. */
export function* rowOf<T>(query: { compile(): Statement }, row: z.ZodType<T>): Work<T | undefined> {
  return (yield* rowsOf(query, row))[0];
}

/** Asks a query whose rows nobody needs. */
export function* perform(query: { compile(): Statement }): Work<void> {
  yield query.compile();
}

/** Runs work on the connection of the admin plane: what writes, inside of a transaction. */
export async function runIn<T>(database: Database, work: Work<T>): Promise<T> {
  let next = work.next([]);
  while (next.done !== true) {
    const { rows } = await database.executeQuery<unknown>(CompiledQuery.raw(next.value.sql, [...next.value.parameters]));
    next = work.next(rows);
  }
  return next.value;
}

/** Runs work to its end on a connection that is in a transaction already: the boot plane's. */
export function runNow<T>(database: DatabaseSync, work: Work<T>): T {
  let next = work.next([]);
  while (next.done !== true) next = work.next(database.prepare(next.value.sql).all(...next.value.parameters.map(inputValue)));
  return next.value;
}

function inputValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  throw new TypeError(`a ${typeof value} cannot be stored in SQLite`);
}
