// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the table of commands about the catalogue of images.
import type { Command } from './command.ts';

const IMAGE = { name: 'IMAGE', help: 'the sha256 of an image, its beginning, or its NVR' };
const SHA256 = { value: 'SHA256', help: 'take it in only if it comes out with this hash' };

export const imageCommands: readonly Command[] = [
  {
    path: ['image', 'add'],
    summary: 'Take an image into the catalogue, and print what to put into a profile',
    description: ['The file must be a squashfs image. It is copied or downloaded, named by its sha256, and', 'tested as soon as the server runs. A download that was interrupted goes on where it stopped', 'when it is asked for again.'],
    arguments: [{ name: 'FILE|URL', help: 'the image, as livemedia-creator or mksquashfs wrote it' }],
    options: { sha256: SHA256 },
    examples: ['basewright image add ovirt-node-4.5.squashfs', 'basewright image add https://builds.example.com/node.squashfs --sha256 "$SUM"'],
    exits: { 1: 'it cannot be read, or the disk is too full', 2: 'it is no squashfs image, not whole, or has another hash' },
    load: async () => (await import('./image.ts')).add,
  },
  {
    path: ['image', 'import'],
    summary: 'Have the running server fetch an image, as a job',
    arguments: [{ name: 'PATH|URL', help: 'a file that the server may read, or a URL' }],
    options: { sha256: SHA256 },
    examples: ['basewright image import /srv/images/node.squashfs'],
    load: async () => (await import('./image.ts')).importLater,
  },
  {
    path: ['image', 'list'],
    summary: 'List the images of the catalogue, newest first',
    options: {
      search: { value: 'TEXT', help: 'only those whose NVR, name, source or sha256 hold this text' },
      target: { value: 'TARGET', help: 'only those of this distribution' },
      state: { value: 'STATE', help: 'only those that are available, retired or quarantined' },
    },
    examples: ['basewright image list', 'basewright image list --state available --json'],
    load: async () => (await import('./image.ts')).list,
  },
  {
    path: ['image', 'show'],
    summary: 'Say what an image is, where it comes from, and who uses it',
    arguments: [IMAGE],
    examples: ['basewright image show ovirt-node-4.5.5-1.el9'],
    load: async () => (await import('./image.ts')).show,
  },
  {
    path: ['image', 'retire'],
    summary: 'Offer an image to nobody new; whoever uses it keeps it',
    arguments: [IMAGE],
    options: { reason: { value: 'TEXT', help: 'why; shown with the image' } },
    examples: ['basewright image retire 0123456789abcdef --reason "CVE-2026-0001 in the kernel"'],
    exits: { 1: 'a channel offers it, or it is in quarantine' },
    load: async () => (await import('./image.ts')).retire,
  },
  {
    path: ['image', 'restore'],
    summary: 'Offer a retired image again',
    arguments: [IMAGE],
    examples: ['basewright image restore 0123456789abcdef'],
    load: async () => (await import('./image.ts')).restore,
  },
  {
    path: ['image', 'delete'],
    summary: 'Delete an image that nobody uses, with its tests and its package list',
    description: ['Refused while a profile, a channel, or an armed or installing host uses it.'],
    arguments: [IMAGE],
    examples: ['basewright image delete 0123456789abcdef'],
    exits: { 1: 'it is in use' },
    load: async () => (await import('./image.ts')).remove,
  },
];
