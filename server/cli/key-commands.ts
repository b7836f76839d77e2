// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the table of commands about signatures: trusted keys, the policy, and the signatures of images.
import type { Command } from './command.ts';

const IMAGE = { name: 'IMAGE', help: 'the sha256 of an image, its beginning, or its NVR' };

export const keyCommands: readonly Command[] = [
  {
    path: ['key', 'add'],
    summary: 'Trust a public key of minisign or OpenPGP',
    arguments: [{ name: 'FILE', help: 'minisign.pub, or what "gpg --armor --export NAME" wrote; - reads it from stdin' }],
    examples: ['basewright key add minisign.pub'],
    exits: { 2: 'this is no public key' },
    load: async () => (await import('./key.ts')).add,
  },
  {
    path: ['key', 'list'],
    summary: 'List the trusted keys, and whether only signed images may be published',
    examples: ['basewright key list'],
    load: async () => (await import('./key.ts')).list,
  },
  {
    path: ['key', 'remove'],
    summary: 'Trust a key no more',
    description: ['Signatures that it made stay with their images, and count no more.'],
    arguments: [{ name: 'ID', help: 'the id of the key, as "key list" shows it' }],
    examples: ['basewright key remove 5B3A1C0F2D4E6A78'],
    load: async () => (await import('./key.ts')).remove,
  },
  {
    path: ['key', 'policy'],
    summary: 'Say whether only signed images may be published',
    description: ['What is published already stays.'],
    arguments: [{ name: 'POLICY', help: 'signed-only, or any' }],
    examples: ['basewright key policy signed-only'],
    exits: { 2: 'the policy is neither of the two' },
    load: async () => (await import('./key.ts')).policy,
  },
  {
    path: ['signature', 'put'],
    summary: 'Verify a detached signature over an image, and keep it',
    arguments: [IMAGE, { name: 'FILE', help: 'what "minisign -Sm" or "gpg --armor --detach-sign" wrote; - reads it from stdin' }],
    examples: ['basewright signature put my-node-1.2-1 node.squashfs.minisig'],
    exits: { 2: 'it is not over these bytes, or not by a trusted key' },
    load: async () => (await import('./key.ts')).sign,
  },
  {
    path: ['signature', 'delete'],
    summary: 'Take the signature of an image away',
    arguments: [IMAGE],
    examples: ['basewright signature delete my-node-1.2-1'],
    load: async () => (await import('./key.ts')).unsign,
  },
];
