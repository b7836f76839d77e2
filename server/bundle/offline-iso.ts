// SPDX-License-Identifier: GPL-2.0-or-later
// A host or profile as an ISO that installs without any network: its kickstart, its image's name on the ISO, and the command of lorax that makes it.

import type { Host } from '#kickstart/profile/host.ts';
import { isTar } from '#kickstart/profile/image.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { renderKickstart } from '#kickstart/render.ts';
import { nodeOf } from '#kickstart/templates/node.ts';
import { fitting, machineArguments } from '../boot/scripts/installer-arguments.ts';
import { shellCommand } from './shell-quote.ts';

export type OfflineIso = {
  /** Names of files beside each other: the kickstart, the image, the ISO to make. */
  readonly kickstart: string;
  readonly image: string;
  readonly output: string;
  /** Whether product.img goes onto the ISO. */
  readonly hasAddon: boolean;
  /** To run as root, in the directory of these files and of boot.iso. */
  readonly command: string;
};

export const BOOT_ISO = 'boot.iso';
export const ADDON_IMAGE = 'product.img';

/** Where Anaconda mounts the ISO it was booted from. Source: lorax, docs/mkksiso.rst, "Create a liveimg boot.iso". */
const ON_ISO = 'file:///run/install/repo';

/** Names in the root of a boot.iso that must not be overwritten. */
const TAKEN = /^(boot|efi|images|isolinux|liveos|baseos|appstream|packages|repodata|boot\.iso|product\.img|updates\.img|readme|sha256sums|.*\.ks)$/i;

/**
 * The image's name on the ISO, from its URL. It keeps the ending, by which alone the installer tells an archive from an image, and holds nothing that a
 * kickstart, a shell or an ISO would have to escape.
 */
export function offlineImageName(url: string): string {
  const [path = ''] = url.replace(/^[a-z]+:\/\/[^/]*/i, '').split(/[?#]/);
  const plain = (path.split('/').at(-1) ?? '').replace(/(%[0-9A-Fa-f]{2}|[^A-Za-z0-9._+-])+/g, '-').replace(/^[-.]+/, '').slice(-100).replace(/^[-.]+/, '');
  const name = plain === '' || TAKEN.test(plain) ? `node-image${plain === '' ? '' : `-${plain}`}` : plain;
  return isTar(name) === isTar(url) ? name : `${name}.img`;
}

/** The kickstart for the ISO: the image comes from there, nothing is asked of this server and nothing reported to it. */
export function offlineKickstart(profile: Profile, host: Host | undefined): string {
  const { proxy: _, noverifyssl: __, ...image } = profile.image;
  const offline: Profile = { ...profile, image: { ...image, noverifyssl: false, url: `${ON_ISO}/${offlineImageName(image.url)}` } };
  return renderKickstart(offline, host).text;
}

/**
 * The command for `mkksiso`, by its documentation: --ks adds inst.ks=, --updates adds inst.updates= (an image in the root of an ISO is not found by itself).
 * @throws {BootValueError} when a boot loader's configuration cannot hold the kernel arguments, or the kernel would not read all of them.
 */
export function offlineIso(profile: Profile, host: Host | undefined): OfflineIso {
  const id = host?.id ?? profile.id;
  const node = nodeOf(profile, host);
  const names = { kickstart: `${id}.ks`, image: offlineImageName(profile.image.url), output: `${id}.iso`, hasAddon: node.layout.init };
  // The firmware names the card only when it boots from it; a kickstart that means "that card" has to be told.
  const isBootifNeeded = node.network.interfaces.some((each) => each.kind === 'ethernet' && each.device === 'bootif');
  const args = fitting(machineArguments(node, isBootifNeeded ? host?.macs[0] : undefined));
  const words = ['mkksiso', '--ks', names.kickstart, ...(names.hasAddon ? ['--updates', ADDON_IMAGE] : []), '--add', names.image, '--cmdline', args.join(' '), BOOT_ISO, names.output];
  return { ...names, command: `sudo ${shellCommand(words)}` };
}
