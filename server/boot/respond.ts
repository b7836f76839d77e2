// SPDX-License-Identifier: GPL-2.0-or-later
// From a request to its answer: who asks, which host that is, and whether the gate is open. Knows nothing of sockets.

import { addonAnswer } from './addon-images.ts';
import { type Answer, healthy, methodNotAllowed, notFound, unavailable } from './answer.ts';
import { macInPath, macsInHeaders, pathOf } from './asked-macs.ts';
import { judge } from './gate.ts';
import type { Found, KnownHost, Kickstarts } from './kickstarts.ts';

/** What of a request counts. The Host header does not: it is whatever the client likes. */
export type Asked = { readonly method?: string | undefined; readonly url?: string | undefined; readonly rawHeaders: readonly string[] };

const PREFIX = '/ks/';

/**
 * The answer to a request. `kickstarts` must have been refreshed after the request came in.
 *
 * @param isFresh what that refresh said.
 * @param now milliseconds since 1970.
 */
export function respond(asked: Asked, kickstarts: Kickstarts, isFresh: boolean, now: number): Answer {
  if (asked.method !== 'GET' && asked.method !== 'HEAD') return methodNotAllowed;
  const target = asked.url ?? '';
  if (isFresh && target.startsWith(PREFIX)) {
    // Most hosts spell their MAC as it is kept: one look instead of taking the path apart.
    const kept = kickstarts.kept(target.slice(PREFIX.length));
    if (kept?.answer !== undefined) return gated(kept, now);
  }
  return respondToPath(pathOf(target), asked, kickstarts, isFresh, now);
}

function respondToPath(path: string, asked: Asked, kickstarts: Kickstarts, isFresh: boolean, now: number): Answer {
  const addon = addonAnswer(path);
  if (addon !== undefined) return addon;
  if (path === '/healthz') return isFresh ? healthy : unavailable;
  const macs = askedMacs(path, asked.rawHeaders);
  if (macs === undefined) return notFound;
  if (!isFresh) return unavailable;
  const found = macs.map((mac) => kickstarts.find(mac, now));
  if (found.some(({ kind }) => kind === 'failing')) return unavailable;
  const host = oneHost(found);
  return host === undefined ? notFound : gated(host, now);
}

/** Undefined for a path that is no question for a kickstart. */
function askedMacs(path: string, rawHeaders: readonly string[]): readonly string[] | undefined {
  if (path === '/ks') return macsInHeaders(rawHeaders);
  if (!path.startsWith(PREFIX)) return undefined;
  const mac = macInPath(path.slice(PREFIX.length));
  return mac === undefined ? undefined : [mac];
}

/** The host that all known MACs belong to. With cards of two hosts in one machine nobody can say which of the two it is. */
function oneHost(found: readonly Found[]): KnownHost | undefined {
  const hosts = found.flatMap((each) => (each.kind === 'host' ? [each.host] : []));
  const [first] = hosts;
  return hosts.every((host) => host.id === first?.id) ? first : undefined;
}

function gated(host: KnownHost, now: number): Answer {
  return judge(host, now).kind === 'open' && host.answer !== undefined ? host.answer : notFound;
}
