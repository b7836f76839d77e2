// SPDX-License-Identifier: GPL-2.0-or-later
// The plan of a roll-out: who is asked, who is not and why, in which order and in which wave. The same facts always give the same plan.
import { compareNvr, nvrParts } from '../recipe/nvr.ts';
import { pinnedReason } from './rollout.ts';
import type { HealthWord } from './wire.ts';

/** What is known of a host that may be asked. */
export type Candidate = {
  readonly id: string;
  readonly hostname: string;
  /** Distribution of its profile; null: the host is gone. */
  readonly target: string | null;
  /** Channel that its profile follows. */
  readonly channel: string | null;
  readonly hasKey: boolean;
  /** Null: it never checked in. */
  readonly node: { readonly nvr: string | null; readonly layer: string | null; readonly health: HealthWord; readonly isSilent: boolean; /** The image is there as a base, whatever it runs. */ readonly hasImage: boolean; /** It went back from the image by itself, last. */ readonly fellBack: boolean } | null;
  readonly pin: string | null;
  /** What is still wanted of it. */
  readonly wish: 'upgrade' | 'rollback' | null;
  /** Title of another roll-out under way that has it. */
  readonly rollout: string | null;
};

/** The image, and whose it is. */
export type Aim = { readonly nvr: string; readonly target: string; readonly channel: string | null };

/** Negative when `one` is older than `other`, as rpm and imgbased compare version and release; undefined when their names differ. */
export function compareNvrs(one: string, other: string): number | undefined {
  const [left, right] = [nvrParts(one), nvrParts(other)];
  if (left === undefined || left.name !== right?.name) return undefined;
  return compareNvr(left, right);
}

/** Why a host is not asked, in a sentence; undefined: it is. */
export function whyLeftOut(host: Candidate, aim: Aim): string | undefined {
  if (host.target === null) return 'Its host was deleted.';
  if (host.pin !== null) return pinnedReason(host.pin);
  if (host.target !== aim.target) return `Its profile is for another distribution (${host.target}) than the image (${aim.target}).`;
  if (!host.hasKey) return 'It has no key to check in with. Give it one on its page, or install it again.';
  if (host.node === null) return 'It never checked in, so nobody knows what it runs.';
  if (host.wish !== null) return `It is asked to ${host.wish === 'upgrade' ? 'upgrade' : 'go back'} already. Wait for the end of that, or take it back.`;
  if (host.rollout !== null) return `The roll-out "${host.rollout}" has it.`;
  return imageObstacle(host.node, aim);
}

function imageObstacle({ nvr, layer, hasImage, fellBack }: NonNullable<Candidate['node']>, aim: Aim): string | undefined {
  if (nvr === null || layer === null) return 'It has no layers, so nothing can be put beside what it runs. Install it with a layout.';
  if (nvr === aim.nvr) return 'It runs this image already.';
  // One that went back by itself removes what it left, and tries again from the beginning.
  if (hasImage && !fellBack) return `It has this image and runs ${nvr}: somebody rolled it back. Remove the image there first: basewright-node remove ${aim.nvr}`;
  const order = compareNvrs(nvr, aim.nvr);
  // Source: imgbased's naming.py (NVR.__cmp__): `NVRs for different names`.
  if (order === undefined) return `It runs ${nvr}. imgbased upgrades only within one name, and the image is ${aim.nvr}.`;
  if (order < 0) return undefined;
  return order === 0 ? `It runs ${nvr}, which counts as the same version.` : `It runs ${nvr}, which is newer. To go back, roll the node back.`;
}

/** What people should weigh about a host that is asked; null: nothing. */
export function whatToWeigh({ node, channel }: Candidate, aim: Aim): string | null {
  if (node?.isSilent === true) return 'It is silent: it counts as failed when it is not heard of in time.';
  if (node?.fellBack === true) return 'It went back from this image by itself. See that the cause is mended.';
  if (node?.health === 'unhealthy') return 'It is unhealthy now.';
  if (aim.channel !== null && channel !== aim.channel) return channel === null ? 'Its profile follows no channel.' : `Its profile follows the channel ${channel}.`;
  return null;
}

/** In the order in which they are asked: silent ones last, unhealthy ones before them; else by name, or as `given`. */
export function inOrder<Host extends Pick<Candidate, 'id' | 'hostname' | 'node'>>(hosts: readonly Host[], given: readonly string[] | undefined): Host[] {
  const place = new Map(given?.map((id, index) => [id, index]));
  const rank = ({ node }: Host): number => (node?.isSilent === true ? 2 : node?.health === 'unhealthy' && given === undefined ? 1 : 0);
  return [...hosts].sort((one, other) =>
    rank(one) - rank(other) || (place.get(one.id) ?? 0) - (place.get(other.id) ?? 0) || compareText(one.hostname, other.hostname) || compareText(one.id, other.id));
}

/** By code units, so that no locale changes the plan. */
function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export type WaveSizes = { readonly canary: number; readonly waveSize: number | null };

/** The wave of the node at a place of the order, from 0. */
export function waveOf(place: number, { canary, waveSize }: WaveSizes): number {
  if (place < canary) return 0;
  return waveSize === null ? 1 : 1 + Math.floor((place - canary) / waveSize);
}
