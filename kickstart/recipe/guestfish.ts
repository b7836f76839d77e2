// SPDX-License-Identifier: GPL-2.0-or-later
// A plan as a script for guestfish: the one that the server runs, and the one inside of the stand-alone script.
import { type FileSystem, type Plan, STEP } from './plan.ts';

/** Before the image is mounted: its file system is checked, and made as large as its file. */
export function guestfishHead(fileSystem: FileSystem, isOnline: boolean): string {
  const opened = [
    'add-drive rootfs.img format:raw discard:besteffort',
    ...(isOnline ? ['set-network true'] : []),
    ...step('Starting the appliance'),
    'run',
  ];
  if (fileSystem === 'xfs') return text([...opened, 'mount-options discard,nouuid /dev/sda /', 'xfs-growfs /']);
  return text([...opened, ...step('Checking the file system'), 'e2fsck /dev/sda correct:true', 'resize2fs /dev/sda', 'mount-options discard /dev/sda /']);
}

/** What the recipe does, step by step. */
export function guestfishBody({ steps }: Plan): string {
  return text(steps.flatMap(({ title, lines }) => [...step(title), ...lines]));
}

/** After it: freed blocks are given back (so they compress to nothing), and the file system is checked once more. */
export function guestfishTail(fileSystem: FileSystem): string {
  return text([
    ...step('Trimming and checking the file system'),
    // Not every disk below can give blocks back; the image is only larger then.
    '-fstrim /',
    'umount-all',
    fileSystem === 'xfs' ? 'xfs-repair /dev/sda nomodify:true' : 'e2fsck /dev/sda correct:true',
    'shutdown',
  ]);
}

/** The whole script. It expects rootfs.img and the directory .basewright in its working directory. */
export function guestfishScript(plan: Plan, fileSystem: FileSystem): string {
  return guestfishHead(fileSystem, plan.isOnline) + guestfishBody(plan) + guestfishTail(fileSystem);
}

/** Written by a command of this machine's shell: guestfish's own "echo" is held back until much has come together. Titles hold no quote. */
function step(title: string): string[] {
  return [`!echo '${STEP} ${title}'`];
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
