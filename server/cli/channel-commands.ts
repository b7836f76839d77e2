// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the table of commands about channels: which image everything that follows them installs.
import type { Command } from './command.ts';
import { IF_MATCH } from './file-commands.ts';

const CHANNEL = { name: 'ID', help: 'the id of the channel' };
const IMAGE = { name: 'IMAGE', help: 'the sha256 of an image, its beginning, or its NVR' };
const CONFIRM = { value: 'ETAG', help: 'only if nothing changed since "channel preview", which prints the ETag' };
const OVERRIDE = { value: 'REASON', help: 'why an image without a passed test is taken; it stays in the history' };
const EXITS = { 1: 'the channel may not have this image now', 2: 'what was given is wrong' } as const;
const CARRIES = ['Every profile that follows the channel gets the image, with a new revision.', 'Armed hosts that could no longer be installed are disarmed.'] as const;

export const channelCommands: readonly Command[] = [
  {
    path: ['channel', 'put'],
    summary: 'Make a channel, or give one another title',
    arguments: [CHANNEL],
    options: {
      title: { value: 'TEXT', help: 'what people call it', isRequired: true },
      target: { value: 'TARGET', help: 'the distribution of its images, for example rhel9; it cannot change later', isRequired: true },
      'if-match': IF_MATCH,
    },
    examples: ['basewright channel put ovirt45-stable --title "oVirt 4.5, stable" --target ovirt45'],
    exits: { 2: 'the id, title or target is not valid' },
    load: async () => (await import('./channel.ts')).put,
  },
  {
    path: ['channel', 'list'],
    summary: 'List the channels with their images and followers',
    examples: ['basewright channel list'],
    load: async () => (await import('./channel.ts')).list,
  },
  {
    path: ['channel', 'show'],
    summary: 'Write what a channel has, who follows it, and every decision in it',
    arguments: [CHANNEL],
    examples: ['basewright channel show ovirt45-stable'],
    load: async () => (await import('./channel.ts')).show,
  },
  {
    path: ['channel', 'preview'],
    summary: 'Say what would change for whom, if a channel got this image',
    description: ['Lists exactly the profiles and hosts that follow, with the difference of each kickstart, secrets masked.', 'Writes nothing.'],
    arguments: [CHANNEL, IMAGE],
    options: { kind: { value: 'KIND', help: 'publish, promote, demote or rollback; without, publish' } },
    examples: ['basewright channel preview ovirt45-stable 8c2f91d0'],
    exits: { 0: 'it could be done', 1: 'something stands against it', 2: 'what was given is wrong' },
    load: async () => (await import('./channel.ts')).preview,
  },
  {
    path: ['channel', 'publish'],
    summary: 'Give a channel an image',
    description: ['The image must be available, of the distribution of the channel, and have passed its newest test (warnings are told).', ...CARRIES],
    arguments: [CHANNEL, IMAGE],
    options: { override: OVERRIDE, 'if-match': CONFIRM },
    examples: ['basewright channel publish ovirt45-testing 8c2f91d0'],
    exits: EXITS,
    load: async () => (await import('./channel.ts')).publish,
  },
  {
    path: ['channel', 'promote'],
    summary: 'Give a channel the image that another one has',
    description: CARRIES,
    arguments: [CHANNEL, { name: 'FROM', help: 'the id of the channel that has the image now' }],
    options: { override: OVERRIDE, 'if-match': CONFIRM },
    examples: ['basewright channel promote ovirt45-stable ovirt45-testing'],
    exits: EXITS,
    load: async () => (await import('./channel.ts')).promote,
  },
  {
    path: ['channel', 'demote'],
    summary: 'Put back the image that the present one of a channel had replaced',
    description: ['A first image leaves the channel empty, which is possible only while no profile follows it.', ...CARRIES],
    arguments: [CHANNEL],
    options: { override: OVERRIDE, 'if-match': CONFIRM },
    examples: ['basewright channel demote ovirt45-stable'],
    exits: EXITS,
    load: async () => (await import('./channel.ts')).demote,
  },
  {
    path: ['channel', 'rollback'],
    summary: 'Put back any image that a channel had before',
    description: CARRIES,
    arguments: [CHANNEL, IMAGE],
    options: { override: OVERRIDE, 'if-match': CONFIRM },
    examples: ['basewright channel rollback ovirt45-stable ovirt-node-4.5.4-1'],
    exits: EXITS,
    load: async () => (await import('./channel.ts')).rollback,
  },
  {
    path: ['channel', 'delete'],
    summary: 'Delete a channel that no profile follows',
    description: ['What was decided in it stays in the database.'],
    arguments: [CHANNEL],
    options: { 'if-match': IF_MATCH },
    examples: ['basewright channel delete old-testing'],
    load: async () => (await import('./channel.ts')).remove,
  },
];
