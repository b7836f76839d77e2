// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the table of commands about stored images as machines fetch them: reading them again, and mirrors.
import type { Command } from './command.ts';

export const imageDeliveryCommands: readonly Command[] = [
  {
    path: ['image', 'verify'],
    summary: 'Read stored images again, and compare them with their hash',
    description: ['As fast as the disk allows; the server does the same slowly once a week. What is damaged comes into quarantine, and', 'nothing of it is served; what is right again comes out of it.'],
    options: { image: { value: 'IMAGE', help: 'its sha256, the beginning of it, or its NVR' }, all: { help: 'all images' } },
    examples: ['basewright image verify --all'],
    exits: { 1: 'an image is damaged' },
    load: async () => (await import('./image-delivery.ts')).verify,
  },
  {
    path: ['image', 'export'],
    summary: 'Write published images and channels as plain files for a mirror',
    description: ['As <sha256>/<name>, channels/<id>.json and SHA256SUMS. Images are linked where that is possible, else copied.', 'Bring the directory to the mirror (rsync -a --delete, or the client of an object store), and set BASEWRIGHT_IMAGES_URL', 'to its address there: new kickstarts name it.'],
    arguments: [{ name: 'DIRECTORY', help: 'made when it is not there' }],
    options: { prune: { help: 'remove images that were deleted here' } },
    examples: ['basewright image export /srv/mirror --prune && rsync -a --delete /srv/mirror/ mirror.example.com:/srv/www/images/'],
    exits: { 1: 'an image was left out, because its file changed' },
    load: async () => (await import('./image-delivery.ts')).exportTree,
  },
  {
    path: ['image', 'check-mirror'],
    summary: 'Ask the mirror for every published image as the installer does',
    description: ['HEAD must be a 200 with the length, without a redirect and not compressed; the end of each image is compared.'],
    examples: ['basewright image check-mirror'],
    exits: { 1: 'machines could not install from there' },
    load: async () => (await import('./image-delivery.ts')).checkMirror,
  },
];
