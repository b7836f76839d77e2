// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the table of commands about what tests find of images.
import type { Command } from './command.ts';

const IMAGE = { name: 'IMAGE', help: 'its sha256, the beginning of it, or its NVR' };

export const imageTestCommands: readonly Command[] = [
  {
    path: ['image', 'test'],
    summary: 'Test an image: is it whole, are its packages there, can imgbased make a layer of it, does it start',
    description: ['The server does it, so it must run. Prints the id of the job, or with --wait the whole report.'],
    arguments: [IMAGE],
    options: { wait: { help: 'wait for the end, and print the report' } },
    examples: ['basewright image test ovirt-node-ng-4.5.5-1.el9 --wait'],
    exits: { 1: 'the image failed, or the test did' },
    load: async () => (await import('./image-test.ts')).test,
  },
  {
    path: ['image', 'report'],
    summary: 'Show what the newest test of an image found',
    description: ['Without --all only what did not pass, with what would happen and how to mend it.'],
    arguments: [IMAGE],
    options: { all: { help: 'what passed too' } },
    examples: ['basewright image report 5a3c2f0e6d1b'],
    exits: { 1: 'the image failed its test, or was never tested' },
    load: async () => (await import('./image-test.ts')).report,
  },
  {
    path: ['image', 'difference'],
    summary: 'Show which packages one image has and another has not',
    arguments: [{ ...IMAGE, name: 'BEFORE' }, { ...IMAGE, name: 'AFTER' }],
    examples: ['basewright image difference edge-node-1.0-1 edge-node-1.1-1'],
    load: async () => (await import('./image-test.ts')).difference,
  },
];
