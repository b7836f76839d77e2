// SPDX-License-Identifier: GPL-2.0-or-later
// Images and files of installer trees: where they lie, and whether this machine may have them.

import { hashToken } from '../installations/token.ts';
import { findImage, imageDirectory } from '../images/image-store.ts';
import { Tree, treeFile } from '../trees/tree.ts';
import { answered, closedAnswer, type Decided, type Turn, verdictOn } from './plane.ts';
import { notFound } from './answer.ts';
import type { Route } from './routes.ts';

/** An image goes to the machine that installs it, by its token, and how much of it went out shows in the timeline. */
export function giveImage(turn: Turn, { token, sha256 }: Extract<Route, { kind: 'image' }>): Decided {
  const { plane, asked, now } = turn;
  const installation = token === undefined ? undefined : plane.store.installationByToken(hashToken(token));
  const verdict = verdictOn(turn, 'image', token, installation);
  if (verdict.kind === 'closed' || installation === undefined) {
    if (token !== undefined && installation === undefined && plane.suspicion.wrongToken(asked.address, now)) plane.report.guessing(asked.address, 'wrong tokens');
    return closedAnswer(turn);
  }
  const image = findImage(plane.dataDirectory, sha256);
  if (image === undefined) return answered(notFound);
  const { id } = installation;
  const isCounted = asked.method === 'GET';
  if (isCounted) plane.progress.begin(id, image.size);
  return { kind: 'file', file: { path: image.path, root: imageDirectory(plane.dataDirectory), sha256, ...(isCounted && { onBytes: (bytes: number) => plane.progress.add(id, bytes) }) } };
}

/** Files of an installer tree are public: the distribution gives them to everybody. */
export function giveTreeFile(turn: Turn, { target, path }: Extract<Route, { kind: 'tree' }>): Decided {
  const { plane } = turn;
  if (verdictOn(turn, 'tree', undefined, undefined).kind === 'closed') return closedAnswer(turn);
  const body = plane.store.tree(target);
  const decoded = decodedPath(path);
  const file = body === undefined || decoded === undefined ? undefined : treeFile(Tree.parse(JSON.parse(body)), plane.dataDirectory, decoded);
  return file === undefined ? answered(notFound) : { kind: 'file', file };
}

/** RPM names and the like hold `+` and `~`, which some clients escape. */
function decodedPath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
