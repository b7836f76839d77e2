// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the table of commands about installer trees.
import type { Command } from './command.ts';

export const IF_MATCH = { value: 'ETAG', help: 'only if nobody changed it since; "get --json" shows the ETag' };
const TARGET_NAME = { name: 'TARGET', help: 'the target, for example centos9' };

export const fileCommands: readonly Command[] = [
  {
    path: ['tree', 'put'],
    summary: 'Register or replace the installer tree of a target',
    description: ['The tree is read and checked: whether it is there, whole, and the installer of this target. Machines fetch a', 'mirror\'s files from the mirror; a directory is served where it lies, and of an ISO a copy is kept.'],
    arguments: [TARGET_NAME],
    options: {
      mirror: { value: 'URL', help: 'the directory of a mirror that holds .treeinfo' },
      directory: { value: 'PATH', help: 'a directory with the same content' },
      iso: { value: 'FILE', help: 'a boot.iso or DVD' },
      arch: { value: 'ARCH', help: 'x86_64 or aarch64; without, x86_64' },
      'if-match': IF_MATCH,
    },
    examples: ['basewright tree put centos9 --mirror http://mirror.stream.centos.org/9-stream/BaseOS/x86_64/os', 'basewright tree put rhel9 --iso /srv/rhel-9.6-x86_64-boot.iso'],
    exits: { 2: 'the tree is not there, not whole, or of another target' },
    load: async () => (await import('./tree.ts')).put,
  },
  {
    path: ['tree', 'get'],
    summary: 'Write what is known of an installer tree, as JSON',
    arguments: [TARGET_NAME],
    examples: ['basewright tree get centos9'],
    load: async () => (await import('./tree.ts')).get,
  },
  {
    path: ['tree', 'list'],
    summary: 'List the installer trees',
    examples: ['basewright tree list'],
    load: async () => (await import('./tree.ts')).list,
  },
  {
    path: ['tree', 'delete'],
    summary: 'Forget the installer tree of a target',
    description: ['What was taken out of an ISO is removed; a mirror\'s or a directory\'s files stay.'],
    arguments: [TARGET_NAME],
    options: { 'if-match': IF_MATCH },
    examples: ['basewright tree delete centos9'],
    load: async () => (await import('./tree.ts')).remove,
  },
];
