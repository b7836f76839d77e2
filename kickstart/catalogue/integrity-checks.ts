// SPDX-License-Identifier: GPL-2.0-or-later
// Is the file whole: the checks, what happens without, and how to mend it.

/** What a check asks, what would happen where it does not pass, and what to do. */
export type CheckWords = { readonly title: string; readonly consequence: string; readonly fix: string };

const AGAIN = 'Copy the image again from where it was built, or build it anew.';

export const integrityChecks = {
  superblock: {
    title: 'It is a squashfs image that Linux mounts, and as long as it says',
    consequence: 'The installer would stop with "mount error" before anything is copied.',
    fix: AGAIN,
  },
  sha256: {
    title: 'Its bytes are still those of its checksum',
    consequence: 'The installer would refuse it: "Checksum of image does not match". The image was put in quarantine and is not given out.',
    fix: 'The disk of this server changed it. Look after the disk, then upload the image again.',
  },
  names: {
    title: 'The names in it can be read',
    consequence: 'A name with a line break makes a list of files read otherwise than it is, so what else was found in this image is in doubt.',
    fix: 'Find out who made this image and why. Build it anew from packages that you trust.',
  },
  'root-image': {
    title: 'It holds exactly one root file system: LiveOS/*.img',
    consequence: 'The installer takes the first LiveOS/*.img, or the squashfs itself without a LiveOS; "imgbase update" takes the last *.img of any directory. With none it fails, and with two they may install different systems.',
    fix: 'Make the squashfs from a directory that holds nothing but LiveOS/rootfs.img, as livemedia-creator does.',
  },
  blocks: {
    title: 'Every block of it can be read and uncompressed',
    consequence: 'The installer would copy files with holes or stop half-way; in Enterprise Linux 9 it does not even notice.',
    fix: AGAIN,
  },
  'file-system': {
    title: 'Its file system has no errors',
    consequence: 'Files may be missing or damaged on every machine that is installed from it.',
    fix: 'Build the image anew. If the error comes back, look after the disk and the memory of the machine that builds.',
  },
} as const satisfies Readonly<Record<string, CheckWords>>;
