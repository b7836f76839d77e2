// SPDX-License-Identifier: GPL-2.0-or-later
// Images and files of installer trees: where they lie, and whether this machine may have them.

import { hashToken } from '../installations/token.ts';
import { findImage, imageDirectory, type StoredImage } from '../images/image-store.ts';
import { isAsHashed } from '../files/as-hashed.ts';
import type { BootImage } from '../store/boot-store.ts';
import type { InstallationRow } from '../store/installation-row.ts';
import { Tree, treeFile } from '../trees/tree.ts';
import { keyHolder } from './node-access.ts';
import { answered, closedAnswer, type Decided, type Plane, type Turn, verdictOn } from './plane.ts';
import { handedOver, notFound } from './answer.ts';
import type { Route } from './routes.ts';

/**
 * An image goes to the machine that installs it, by its token, and how much of it went out shows in the timeline. Without a token everybody may have
 * what was published; where the gate is for armed hosts only, running nodes may, by their key. Its last name is for people and for the installer, which looks at its ending: any will do.
 */
export function giveImage(turn: Turn, { token, sha256 }: Extract<Route, { kind: 'image' }>): Decided {
  const { plane, asked, now } = turn;
  const known = plane.store.image(sha256);
  const installation = token === undefined ? undefined : plane.store.installationByToken(hashToken(token));
  const isOpenToAll = token === undefined && known?.isPublished === true && (plane.delivery.gate === 'published' || keyHolder(turn) !== undefined);
  const verdict = verdictOn(turn, isOpenToAll ? 'published image' : 'image', token, installation);
  if (verdict.kind === 'closed') {
    if (token !== undefined && installation === undefined && plane.suspicion.wrongToken(asked.address, now)) plane.report.guessing(asked.address, 'wrong tokens');
    return closedAnswer(turn);
  }
  const image = findImage(plane.dataDirectory, sha256);
  // What was found to be damaged is as good as not there: not one byte of it goes out.
  if (image === undefined || known?.state === 'quarantined') return answered(notFound);
  return deliver(turn, image, known, installation);
}

function deliver({ plane, asked }: Turn, image: StoredImage, known: BootImage | undefined, installation: InstallationRow | undefined): Decided {
  const counted = asked.method === 'GET' ? installation?.id : undefined;
  if (plane.delivery.accel !== undefined && asked.isProxied) {
    if (known !== undefined && !isAsHashed({ size: image.size, modifiedAt: image.addedAt }, known)) return changed(plane, image.path);
    // The proxy sends the bytes, so nobody here can count them; that it began is all that is known.
    if (counted !== undefined) plane.progress.beginUnseen(counted);
    return answered(handedOver(`${plane.delivery.accel}${image.sha256}`));
  }
  if (counted !== undefined) plane.progress.begin(counted, image.size);
  return {
    kind: 'file',
    file: {
      path: image.path, root: imageDirectory(plane.dataDirectory), sha256: image.sha256, known,
      ...(counted !== undefined && { onBytes: (bytes: number) => plane.progress.add(counted, bytes) }),
    },
  };
}

function changed({ report }: Plane, path: string): Decided {
  report.imageChanged(path);
  return answered(notFound);
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
