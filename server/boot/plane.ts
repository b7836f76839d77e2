// SPDX-License-Identifier: GPL-2.0-or-later
// What every route of the boot plane works with, and the forms of what comes out of one.

import type { ServedFile } from '../files/serve-file.ts';
import type { BootStore } from '../store/boot-store.ts';
import type { BootWriter } from '../store/boot-writer.ts';
import { type InstallationRow, gateView } from '../store/installation-row.ts';
import { hashToken, isSameHash } from '../installations/token.ts';
import { type Answer, notFound, tooMany } from './answer.ts';
import { type Asking, type GatedRoute, judge, type Verdict } from './gate.ts';
import type { Discovered } from './discovered.ts';
import type { ImageProgress } from './image-progress.ts';
import type { KnownHosts } from './known-hosts.ts';
import type { Report } from './log.ts';
import type { NodeNotes } from './node-notes.ts';
import type { Delivery } from './settings.ts';
import type { Parallel } from './parallel.ts';
import type { Suspicion } from './suspicion.ts';

/** What of a request counts. The Host header does not: it is whatever the client likes. */
export type Asked = {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly address: string;
  /** Through a reverse proxy of ours. */
  readonly isProxied: boolean;
  /** Of a report. */
  readonly body: Buffer | undefined;
};

/** `write`: the same question must be asked once more inside of a transaction. `file`: to be streamed. */
export type Decided =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'write' }
  | { readonly kind: 'file'; readonly file: ServedFile };

export type Plane = {
  readonly store: BootStore;
  readonly hosts: KnownHosts;
  readonly report: Report;
  readonly suspicion: Suspicion;
  readonly progress: ImageProgress;
  readonly parallel: Parallel;
  readonly discovered: Discovered;
  readonly nodes: NodeNotes;
  /** How often running nodes shall check in, in seconds. */
  readonly checkInSeconds: number;
  /** The base URL that machines see; no request can change it. */
  readonly bootUrl: string;
  readonly imagesUrl: string;
  readonly dataDirectory: string;
  readonly delivery: Delivery;
  readonly now: () => number;
};

/** One request on its way: what was asked, when, and the writer once there is a transaction. */
export type Turn = { readonly plane: Plane; readonly asked: Asked; readonly now: number; readonly writer: BootWriter | undefined };

export const NEEDS_WRITE: Decided = { kind: 'write' };

export function answered(answer: Answer): Decided {
  return { kind: 'answer', answer };
}

/** What the gate says to this request about an installation. @param token in the path, if there was one. */
export function verdictOn({ asked, now }: Turn, route: GatedRoute, token: string | undefined, installation: InstallationRow | undefined): Verdict {
  return judge(installation && gateView(installation), { route, token: tokenState(token, installation), address: asked.address }, now);
}

function tokenState(token: string | undefined, installation: InstallationRow | undefined): Asking['token'] {
  if (token === undefined) return 'none';
  return installation !== undefined && isSameHash(hashToken(token), installation.token_hash) ? 'right' : 'wrong';
}

/** The one answer of a closed gate; an address that guesses is slowed down. */
export function closedAnswer({ plane, asked, now }: Turn): Decided {
  return answered(plane.suspicion.isOver(asked.address, now) ? tooMany : notFound);
}
