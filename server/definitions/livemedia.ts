// SPDX-License-Identifier: GPL-2.0-or-later
// livemedia-creator on this server: whether it is there, whether it may be run, and its command line.

import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { ImageDefinition } from '#kickstart/build/definition.ts';
import { targets } from '#kickstart/profile/targets.ts';

/** What livemedia-creator --make-pxe-live calls its image. Source: lorax, src/pylorax/creator.py, make_live_images. */
export const LIVE_IMAGE = 'live-rootfs.squashfs.img';

/** `isInstalled` here; `canBuild`: a build job would run it. `reason` says why not, and what to do; null when it would. */
export type LivemediaCreator = { readonly isInstalled: boolean; readonly canBuild: boolean; readonly program: string | undefined; readonly reason: string | null };

type Environment = Readonly<Record<string, string | undefined>>;

function findProgram(name: string, path: string): string | undefined {
  return path.split(':').filter((place) => place.startsWith('/')).map((place) => join(/* turbopackIgnore: true */ place, name)).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const ELSEWHERE = 'Take the script and the files below to a machine that is made for building, and upload the image that comes out.';

/**
 * Whether images can be built here. livemedia-creator runs as root and gives Anaconda the whole machine (its documentation warns that it "may totally trash
 * your host"), and the steps of a definition are programs for it; so it runs only where the server is root and the machine's owner has said so.
 *
 * @param uid of this process.
 */
export function livemediaCreator(environment: Environment = process.env, uid: number | undefined = process.getuid?.()): LivemediaCreator {
  const program = findProgram('livemedia-creator', environment['PATH'] ?? '');
  if (program === undefined) return { isInstalled: false, canBuild: false, program, reason: `livemedia-creator is not installed on this server (packages lorax, lorax-lmc-novirt and lorax-templates-generic). ${ELSEWHERE}` };
  const refused = (reason: string): LivemediaCreator => ({ isInstalled: true, canBuild: false, program, reason });
  if (environment['BASEWRIGHT_BUILD'] !== 'on') return refused(`livemedia-creator is installed, but it runs as root, could harm the machine, and executes the steps of definitions: every administrator of Basewright would be root here. If this machine may be used for that, set BASEWRIGHT_BUILD=on and start Basewright again. Otherwise: ${ELSEWHERE}`);
  if (uid !== 0) return refused(`livemedia-creator needs root, and this server does not run as root. ${ELSEWHERE}`);
  return { isInstalled: true, canBuild: true, program, reason: null };
}

/** Version of the distribution, as livemedia-creator's --releasever takes it. */
export function releaseOf({ target }: Pick<ImageDefinition, 'target'>): string {
  return target === 'ovirt45' ? '9' : (/\d+$/.exec(target)?.[0] ?? '');
}

/** Name of the distribution without its version: the installer chooses its own settings by it. */
function productOf({ target }: Pick<ImageDefinition, 'target'>): string {
  return targets[target === 'ovirt45' ? 'centos9' : target].label.replace(/ \d+$/, '');
}

export type LivemediaFiles = { readonly kickstart: string; /** Must not exist. */ readonly result: string; readonly logfile: string; readonly tmp: string };

/** The words after `livemedia-creator`. With `iso` it installs in a virtual machine from that installer, without by Anaconda on the machine itself. */
export function livemediaArguments(definition: ImageDefinition, { kickstart, result, logfile, tmp }: LivemediaFiles, iso?: string): string[] {
  // The root file system keeps the size that the definition gives it; otherwise it would be made just as large as its files.
  const method = iso === undefined ? ['--no-virt'] : [`--iso=${iso}`, '--live-rootfs-keep-size', '--ram=4096', '--vcpus=2'];
  return [
    '--make-pxe-live', ...method, `--ks=${kickstart}`, `--resultdir=${result}`, `--logfile=${logfile}`, `--tmp=${tmp}`, '--nomacboot', `--compression=${definition.compression}`,
    `--project=${productOf(definition)}`, `--releasever=${releaseOf(definition)}`,
  ];
}
