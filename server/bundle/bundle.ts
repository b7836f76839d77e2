// SPDX-License-Identifier: GPL-2.0-or-later
// The archive from which an offline ISO is made: kickstart, add-on, checksums, and what to do with them.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pack } from 'tar-stream';
import type { Host } from '#kickstart/profile/host.ts';
import { installable, type Obstacle } from '#kickstart/profile/installable.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { targets } from '#kickstart/profile/targets.ts';
import { findImage } from '../images/image-store.ts';
import { addonFile } from '../project-root.ts';
import { ADDON_IMAGE, BOOT_ISO, type OfflineIso, offlineIso, offlineKickstart } from './offline-iso.ts';
import { shellCommand } from './shell-quote.ts';

export type Bundle =
  | { readonly outcome: 'made'; /** Of the archive. */ readonly fileName: string; readonly bytes: Buffer }
  /** It could not install: the reasons, as for arming. */
  | { readonly outcome: 'refused'; readonly reasons: readonly Obstacle[] }
  | { readonly outcome: 'no-addon' };

/** What is bundled, and the world it is made in. */
export type BundleRequest = {
  /** With its secrets in clear: the kickstart must work. */
  readonly profile: Profile;
  readonly host: Host | undefined;
  readonly dataDirectory: string;
  /** Milliseconds since 1970; the time of the files. */
  readonly now: number;
  /** The add-on's image as its build wrote it. */
  readonly addon?: string;
};

/** A profile alone is judged as if a machine without any wishes of its own had it. */
const anyHost = (profile: Profile): Host => ({ id: 'any', hostname: 'localhost', macs: ['52:54:00:00:00:01'], profile: profile.id, overrides: {} });

/** Makes the archive. @throws {BootValueError} as offlineIso does. */
export async function makeBundle({ profile, host, dataDirectory, now, addon = addonFile(ADDON_IMAGE) }: BundleRequest): Promise<Bundle> {
  const reasons = installable(profile, host ?? anyHost(profile));
  if (reasons.length > 0) return { outcome: 'refused', reasons };
  const iso = offlineIso(profile, host);
  const product = iso.hasAddon ? readAddon(addon) : undefined;
  if (iso.hasAddon && product === undefined) return { outcome: 'no-addon' };
  const kickstart = Buffer.from(offlineKickstart(profile, host));
  const files: (readonly [string, Buffer])[] = [[iso.kickstart, kickstart], ...(product === undefined ? [] : [[ADDON_IMAGE, product] as const])];
  const { checksum = '' } = profile.image;
  const sums = [...files.map(([name, bytes]) => [createHash('sha256').update(bytes).digest('hex'), name]), [checksum, iso.image]].map(([sum = '', name = '']) => `${sum}  ${name}\n`).join('');
  const readme = readmeText({ profile, host, iso, stored: findImage(dataDirectory, checksum)?.path });
  const directory = `${host?.id ?? profile.id}-offline`;
  const bytes = await tar(directory, [...files, ['SHA256SUMS', Buffer.from(sums)], ['README', Buffer.from(readme)]], now);
  return { outcome: 'made', fileName: `${directory}.tar`, bytes };
}

/** Undefined when it has not been built. */
function readAddon(path: string): Buffer | undefined {
  try {
    return readFileSync(/* turbopackIgnore: true */ path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function tar(directory: string, files: readonly (readonly [string, Buffer])[], now: number): Promise<Buffer> {
  const archive = pack();
  for (const [name, bytes] of files) {
    // The kickstart holds hashes: nobody but its owner reads it after unpacking.
    archive.entry({ name: `${directory}/${name}`, mode: 0o600, mtime: new Date(now) }, bytes);
  }
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

type ReadmeFacts = { readonly profile: Profile; readonly host: Host | undefined; readonly iso: OfflineIso; /** Where the image lies on the server. */ readonly stored: string | undefined };

/** How the image gets beside the other files. */
export function fetchImageCommand(url: string, image: string, stored: string | undefined): string {
  return stored === undefined ? shellCommand(['curl', '--fail', '--location', '--output', image, url]) : `${shellCommand(['cp', stored, image])}   # on the server itself`;
}

function readmeText({ profile, host, iso, stored }: ReadmeFacts): string {
  const who = host === undefined ? `machines with the profile "${profile.id}"` : `the host ${host.hostname}`;
  return `An ISO that installs ${who} without a network
${'='.repeat(`An ISO that installs ${who} without a network`.length)}

WARNING: a machine that boots this ISO erases its disk without asking. Write on the medium what it is.
The ISO and ${iso.kickstart} hold the password hashes of the profile${profile.storage.luks === undefined ? '' : ' and the passphrase of its disk in clear text'}: keep them as you would keep those.

You need a machine of the same architecture with the package "lorax" (38.4 or newer; on Enterprise Linux 9 the current
one), and root. In this directory:

1. Put the installer's boot.iso of ${targets[profile.target].label} here, under the name ${BOOT_ISO}.

2. Put the image here:

   ${fetchImageCommand(profile.image.url, iso.image, stored)}

3. Check the files:

   sha256sum --check SHA256SUMS

4. Make the ISO; ${iso.output} must not exist yet:

   ${iso.command}

Write ${iso.output} to a USB drive with dd, or give it to the management controller as a virtual drive. It boots with BIOS
and with UEFI. Without root add --skip-mkefiboot: such an ISO boots as a virtual drive or DVD, not from a USB drive with UEFI.
${host === undefined && iso.hasAddon ? '\nEvery machine that boots it gets the same: also the host name of the profile.\n' : ''}
The server learns nothing of this installation: it stays as it is there, and the host needs no arming.
`;
}
