// SPDX-License-Identifier: GPL-2.0-or-later
// The comments at the top: whose kickstart this is, and what the kickstart language cannot say, so that an import gives the whole profile back.
import type { Comment } from '../language/statement.ts';
import { Upgrade } from '../profile/layout.ts';
import { presetOf } from '../profile/storage.ts';
import type { Node } from './node.ts';

/** First words of the header comments, by which an import knows them again. */
export const HEADER_MARK = 'Basewright profile';

const usual = JSON.stringify(Upgrade.parse({}));

/** The parts of a profile that no command or section carries. */
export type Unsaid = {
  readonly title: string;
  readonly description?: string;
  readonly preset?: Node['storage']['preset'];
  readonly diskSize?: number;
  readonly nodeStorage?: Node['layout']['nodeStorage'];
  readonly nvr?: string;
  readonly upgrade?: Upgrade;
};

/** What the rest of the node's kickstart does not say. A preset is only told when the volumes do not show it. */
export function unsaid({ title, description, storage, layout, image }: Node): Unsaid {
  return {
    title,
    ...(description !== undefined && { description }),
    ...(storage.preset !== presetOf(storage.volumes) && { preset: storage.preset }),
    ...(storage.diskSize !== undefined && { diskSize: storage.diskSize }),
    ...(layout.nodeStorage === 'minimal' && { nodeStorage: layout.nodeStorage }),
    ...(!layout.init && image.nvr !== undefined && { nvr: image.nvr }),
    ...(JSON.stringify(layout.upgrade) !== usual && { upgrade: layout.upgrade }),
  };
}

/** The comments, in order. */
export function headerTemplate(node: Node): Comment[] {
  const about = node.host === undefined ? '' : `, host ${node.host.id}`;
  const comments: Comment[] = [
    { kind: 'comment', text: `${HEADER_MARK} ${node.id}${about}, for ${node.target}`, from: { slice: 'profile', field: 'id' } },
    { kind: 'comment', text: `${HEADER_MARK}: ${JSON.stringify(unsaid(node))}`, from: { slice: 'profile', field: 'title' } },
  ];
  if (node.layout.init && node.layout.nodeStorage === 'minimal') {
    comments.push({ kind: 'comment', text: `${HEADER_MARK}: boot the installer with node_storage=minimal`, from: { slice: 'layout', field: 'layout.nodeStorage' } });
  }
  return comments;
}
