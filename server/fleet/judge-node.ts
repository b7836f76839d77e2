// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a node may be asked for something now, and if not, why and what to do. What only the node itself can know, it looks at itself before it begins.

import { compareNvr, nvrParts } from '#kickstart/recipe/nvr.ts';
import type { FleetNode } from '#kickstart/fleet/view.ts';
import type { CheckInBody, Wanted } from '#kickstart/fleet/wire.ts';
import type { ChannelImage } from '../channels/channels.ts';

/** The image that a node would get, or why there is none. */
export type JudgedImage =
  | { readonly from: 'image'; readonly image: Pick<ChannelImage, 'sha256' | 'nvr' | 'state'> }
  | { readonly from: 'missing channel' | 'empty channel'; readonly channel: string }
  | { readonly from: 'missing image' | 'unpublished image'; readonly sha256: string }
  | { readonly from: 'no channel' | 'nothing' };

export type Judged = { readonly node: FleetNode; readonly body: CheckInBody | undefined; readonly image: JudgedImage };

/** @returns undefined for a node that may be asked. */
export function refusalOf({ node, body, image }: Judged, question: { readonly action: Wanted['action']; readonly to?: string | undefined }): string | undefined {
  if (!node.hasKey) return 'This host has no key with which its node could ask what is wanted of it. Make one on its page, or install it again.';
  if (node.pin !== null) return `This node is pinned: ${node.pin.reason} Take the pin off first.`;
  if (node.wish !== null) return `This node is asked for ${node.wish.action === 'upgrade' ? 'an upgrade' : 'a rollback'} already. Wait for its end, or call it off.`;
  if (body === undefined) return 'This node has never checked in, so nobody knows what it runs. Wait for its first check-in.';
  if (body.layer === null) return 'This node runs on no layer of imgbased, so it can neither be upgraded by an image nor go back.';
  return question.action === 'upgrade' ? upgradeRefusal(node, image) : rollbackRefusal(body, body.layer, question.to);
}

function upgradeRefusal(node: FleetNode, found: JudgedImage): string | undefined {
  if (found.from !== 'image') return noImage(found);
  const { state, nvr } = found.image;
  if (state === 'quarantined') return 'The image is damaged on this server and is not given out. Bring in a whole one first.';
  if (nvr === null) return 'The image does not say its name (NVR), so the node could not tell whether it is newer. Test it first.';
  if (nvr === node.nvr) return `This node runs ${nvr} already.`;
  const [running, wanted] = [nvrParts(node.nvr ?? ''), nvrParts(nvr)];
  if (running !== undefined && wanted !== undefined && running.name !== wanted.name) return `This node runs ${running.name}, and imgbased upgrades it to images of that name only; this one is called ${wanted.name}.`;
  return undefined;
}

function noImage(found: Exclude<JudgedImage, { from: 'image' }>): string {
  switch (found.from) {
    case 'missing channel':
      return `There is no channel "${found.channel}".`;
    case 'empty channel':
      return `The channel "${found.channel}" has no image yet. Publish one in it first.`;
    case 'missing image':
      return `There is no image ${found.sha256.slice(0, 12)}.`;
    case 'unpublished image':
      return `The image ${found.sha256.slice(0, 12)} was never published, so nodes cannot fetch it. Publish it in a channel first.`;
    case 'no channel':
    case 'nothing':
      return 'Neither the profile of this host nor its node follows a channel. Name the channel to upgrade from.';
  }
}

function rollbackRefusal(body: CheckInBody, layer: string, to: string | undefined): string | undefined {
  const layers = body.layout.flatMap((each) => each.layers);
  if (to === layer) return `This node runs ${layer} already.`;
  if (to !== undefined) return layers.includes(to) ? undefined : `This node has no layer ${to}; it has ${layers.join(', ') || 'none'}.`;
  // What imgbased does there is to wrap around to the newest.
  return layers.some((each) => isOlder(each, layer)) ? undefined : `This node runs the oldest layer that it has (${layer}), so there is none to go back to.`;
}

/** In the order that imgbased gives them. A name that has not its form is taken for older: the node looks again. */
function isOlder(one: string, other: string): boolean {
  if (one === other) return false;
  const [first, second] = [takenApart(one), takenApart(other)];
  if (first === undefined || second === undefined) return true;
  return (compareNvr(first.parts, second.parts) || first.number - second.number) < 0;
}

function takenApart(layer: string): { parts: NonNullable<ReturnType<typeof nvrParts>>; number: number } | undefined {
  const [, nvr = '', number] = /^(.+)\+([0-9]+)$/.exec(layer) ?? [];
  const parts = nvrParts(nvr);
  return parts === undefined ? undefined : { parts, number: Number(number) };
}
