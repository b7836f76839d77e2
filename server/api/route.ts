// SPDX-License-Identifier: GPL-2.0-or-later
// What a row of the route table is, and what its handler gets.

import type { TargetId } from '#kickstart/profile/targets.ts';
import type { Actor } from '../auth/roles.ts';
import type { Site } from '../installations/installability.ts';
import type { Store } from '../store/store.ts';
import type { Role } from '../store/tables.ts';

/** HEAD has no row of its own where it is GET without a body. */
export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS';

/** What pykickstart says about a kickstart, or why it cannot be asked. */
export type Verdict =
  | { available: false; reason: string; fix: string }
  | { available: true; ok: boolean; parser: string; results: { line: number | null; level: 'error' | 'warning'; message: string }[] };

/** What handlers use beside the store. */
export type Services = {
  validate(text: string, target: TargetId, options: { signal?: AbortSignal }): Promise<Verdict>;
  /** Where machines reach this installation and where its files are. @throws {ConfigError} */
  site(): Site;
};

export type OpenContext = {
  readonly store: Store;
  readonly services: Services;
  readonly request: Request;
  readonly url: URL;
  /** Values of the `{names}` in the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
};

export type ActorContext = OpenContext & { readonly actor: Actor };

type Path = { readonly method: Method; /** Under /api/v1/, with `{name}` for a segment that varies. */ readonly path: string };

/** A route for anybody: it proves nothing about who asks. */
export type OpenRoute = Path & { readonly role: 'open'; readonly handle: (context: OpenContext) => Promise<Response> };

/** A route for everybody with this role or a higher one. */
export type GuardedRoute = Path & { readonly role: Role; /** Asked by pages on their own: does not keep a session alive. */ readonly isWatching?: true; readonly handle: (context: ActorContext) => Promise<Response> };

export type Route = OpenRoute | GuardedRoute;

/** A value of the path. */
export function pathValue(context: OpenContext, name: string): string {
  const value = context.params[name];
  if (value === undefined) throw new Error(`the path has no {${name}}`);
  return value;
}
