// SPDX-License-Identifier: GPL-2.0-or-later
// The verdict whether a host may be armed: everything that must hold before a machine is allowed to erase its disk.
import { renderKickstart } from '../render.ts';
import { nodeOf } from '../templates/node.ts';
import type { Host } from './host.ts';
import { isTar } from './image.ts';
import { relocatedVolumes } from './layout-rules.ts';
import { Profile } from './profile.ts';
import { MASK, secretsOf } from './secrets.ts';

/** Why a host may not be armed, and the field to mend (of the profile or the host). */
export type Obstacle = { readonly field: string; readonly message: string };

/** The profile with the host's overrides must hold together as if it had been written that way. */
function mergedProblems(profile: Profile, host: Host): Obstacle[] {
  const { host: _, ...merged } = nodeOf(profile, host);
  const result = Profile.safeParse(merged);
  return result.success ? [] : result.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
}

const MIB = 1024 ** 2;
/** Source: the live image payload asks for four times the Content-Length as free space. */
const TIMES_IMAGE = 4;

/** The installer puts the image and what comes out of it on the root volume. */
function sizeProblems({ storage, image }: Profile, imageSize: number | undefined): Obstacle[] {
  if (imageSize === undefined || imageSize * TIMES_IMAGE <= storage.root.size * MIB) return [];
  const needed = Math.ceil((imageSize * TIMES_IMAGE) / MIB);
  const tar = isTar(image.url) ? ' (a tar archive)' : '';
  return [{
    field: 'storage.root.size',
    message: `The root volume has ${storage.root.size} MiB, and the installer wants four times the size of the image${tar}: ${needed} MiB. Make the root volume larger, or the image smaller.`,
  }];
}

/**
 * Reasons why `host` may not be armed with `profile`; none means that it may.
 *
 * @param imageSize of the image in bytes, where it is known.
 */
export function installable(profile: Profile, host: Host, imageSize?: number): Obstacle[] {
  const obstacles = [...mergedProblems(profile, host), ...sizeProblems(profile, imageSize), ...relocatedVolumes(profile)];
  if (profile.image.checksum === undefined) {
    obstacles.push({ field: 'image.checksum', message: 'The image has no checksum. The installer checks neither the status nor the length of the download, so a machine could be erased for an error page. Give the image\'s sha256.' });
  }
  if (secretsOf(profile).some((secret) => secret.value === MASK)) obstacles.push({ field: 'users', message: 'A password of the profile is only a placeholder. Open the profile and set it again.' });
  if (obstacles.length > 0) return obstacles;
  try {
    renderKickstart(profile, host);
    return [];
  } catch (error) {
    return [{ field: '', message: `The kickstart cannot be written: ${error instanceof Error ? error.message : String(error)}` }];
  }
}
