// SPDX-License-Identifier: GPL-2.0-or-later
// The gate: may this machine have this now? Every route of the boot plane asks this one function, and so does the admin plane when it shows what the boot plane would say.

import { type HostState, stateAt } from '#kickstart/lifecycle/states.ts';
import type { Stage } from '#kickstart/lifecycle/stages.ts';
import type { NodeAccess } from '../store/boot-nodes.ts';

/** After the first kickstart was given out: how long a retry may come, and how often it is given in all (one, curl's three retries, and one more). */
export const WINDOW_MS = 10 * 60_000;
export const MOST_FETCHES = 5;
/** How long after its first kickstart an installation's token is good for reports: the slowest installation and its first boot. */
export const REPORTS_MS = 24 * 60 * 60_000;

/** What of an installation decides. Times in milliseconds since 1970. */
export type GateView = {
  readonly state: HostState;
  readonly expiresAt: number;
  readonly openedAt: number | undefined;
  readonly openedFrom: string | undefined;
  readonly fetches: number;
  readonly stage: Stage;
  readonly isRehearsal: boolean;
};

/** Those of `openRoutes` hold no secret and install nothing: they are open to all. `image` is one that nobody published, or any where the gate is for armed hosts. */
export type GatedRoute = 'kickstart' | 'script' | 'image' | 'report' | 'decision' | OpenRoute;

const openRoutes = ['addon', 'node file', 'tree', 'published image', 'manifest'] as const;
type OpenRoute = (typeof openRoutes)[number];

const isOpenRoute = (route: GatedRoute): route is OpenRoute => openRoutes.some((each) => each === route);

export type Asking = {
  readonly route: GatedRoute;
  /** What the token in the path is: none was given, it is the one of this installation, or it is not. */
  readonly token: 'none' | 'right' | 'wrong';
  /** Where the request comes from. */
  readonly address: string;
};

export type Reason = 'revoked key' | 'unknown host' | 'not armed' | 'expired' | 'disarmed' | 'wrong token' | 'no token' | 'in progress' | 'window over' | 'second address' | 'done' | 'not a rehearsal';

/** `closed`: a machine is told the same in all cases; only people and logs learn the reason. */
export type Verdict = { readonly kind: 'open'; /** In milliseconds since 1970; undefined where no time ends it. */ readonly until: number | undefined } | { readonly kind: 'closed'; readonly reason: Reason };

const closed = (reason: Reason): Verdict => ({ kind: 'closed', reason });

/**
 * @param installation the newest of the host that is asked for; `unknown` when no host is known by what was asked, undefined when the host was never armed.
 * @param now milliseconds since 1970; an arming has ended at its very end.
 */
export function judge(installation: GateView | undefined | 'unknown', asking: Asking, now: number): Verdict {
  const { route } = asking;
  if (isOpenRoute(route)) return { kind: 'open', until: undefined };
  if (installation === 'unknown') return closed('unknown host');
  // Before all else, and without another way in: a wrong token never falls back to what else is known of the machine.
  if (asking.token === 'wrong') return closed('wrong token');
  if (installation === undefined) return closed('not armed');
  if (route === 'kickstart' || route === 'script') return judgeInstaller(installation, asking, now);
  if (asking.token === 'none') return closed('no token');
  return judgeWithToken(installation, route, now);
}

/** The same for what running nodes send: each shows a key of its own, which is good until it is revoked. */
export function judgeNode({ revoked_at: revokedAt }: Pick<NodeAccess, 'revoked_at'>): Verdict {
  return revokedAt === null ? { kind: 'open', until: undefined } : closed('revoked key');
}

function judgeInstaller(installation: GateView, asking: Asking, now: number): Verdict {
  const state = stateAt(installation.state, installation.expiresAt, now);
  switch (state) {
    case 'new':
      return closed('not armed');
    case 'armed':
      return { kind: 'open', until: installation.expiresAt };
    case 'installing':
      return judgeWindow(installation, asking, now);
    case 'expired':
    case 'disarmed':
      return closed(state);
    case 'installed':
    case 'healthy':
    case 'failed':
      return closed('done');
  }
}

/** One-shot: what was given out once is given again only to the same machine, soon, and while nothing shows that it has arrived. */
function judgeWindow(installation: GateView, asking: Asking, now: number): Verdict {
  const until = (installation.openedAt ?? 0) + WINDOW_MS;
  if (now >= until) return closed('window over');
  // The boot loader may have got another address than the installer after it, so scripts are not bound to one.
  if (asking.route === 'kickstart' && asking.address !== installation.openedFrom) return closed('second address');
  if (installation.stage !== 'kickstart') return closed('in progress');
  if (installation.fetches >= MOST_FETCHES) return closed('window over');
  return { kind: 'open', until };
}

function judgeWithToken(installation: GateView, route: 'image' | 'report' | 'decision', now: number): Verdict {
  const { openedAt } = installation;
  if (openedAt === undefined) return closed(stateAt(installation.state, installation.expiresAt, now) === 'armed' ? 'not armed' : 'expired');
  const until = openedAt + REPORTS_MS;
  if (now >= until) return closed('expired');
  if (route === 'image' && installation.state !== 'installing') return closed(installation.state === 'disarmed' ? 'disarmed' : 'done');
  if (route === 'decision' && !installation.isRehearsal) return closed('not a rehearsal');
  return { kind: 'open', until };
}
