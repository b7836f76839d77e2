// SPDX-License-Identifier: GPL-2.0-or-later
// The commands about installations and discovered machines, for the table of all commands.
import type { Command } from './command.ts';

const MAC_OR_ID = { name: 'MAC|ID', help: 'a MAC address of the host in any spelling, or its id' };
const MAC = { name: 'MAC', help: 'the MAC address of the machine, in any spelling' };

export const installationCommands: readonly Command[] = [
  {
    path: ['host', 'arm'],
    summary: 'Allow a host to be installed, once, for a while',
    description: ['The machine gets its kickstart when it asks, and installing ERASES its disk.', 'In a rehearsal it shows first what it would erase, and waits for "host approve".', 'What may go wrong all the same is said on stderr.'],
    arguments: [MAC_OR_ID],
    options: { expires: { value: 'DURATION', help: 'for how long: 1m to 24h; without, 60m' }, rehearsal: { help: 'the machine waits for a decision before it touches a disk' } },
    examples: ['basewright host arm 52:54:00:ab:cd:01 --expires 60m'],
    exits: { 1: 'the host may not be armed: one reason per line' },
    load: async () => (await import('./installation.ts')).arm,
  },
  {
    path: ['host', 'disarm'],
    summary: 'Take the permission away at once',
    arguments: [MAC_OR_ID],
    examples: ['basewright host disarm node1'],
    load: async () => (await import('./installation.ts')).disarm,
  },
  {
    path: ['host', 'status'],
    summary: 'Show how far the installation of a host is, and what happened',
    arguments: [MAC_OR_ID],
    examples: ['basewright host status node1', 'basewright host status node1 --json'],
    load: async () => (await import('./installation.ts')).status,
  },
  {
    path: ['host', 'log'],
    summary: 'Write the log that a failed installation sent',
    arguments: [MAC_OR_ID],
    examples: ['basewright host log node1 > node1.log'],
    exits: { 1: 'there is none' },
    load: async () => (await import('./installation.ts')).log,
  },
  {
    path: ['host', 'approve'],
    summary: 'Let a machine in a rehearsal go on: its disk will be ERASED',
    arguments: [MAC_OR_ID],
    examples: ['basewright host approve node1'],
    exits: { 1: 'no machine waits for a decision' },
    load: async () => (await import('./installation.ts')).approve,
  },
  {
    path: ['host', 'refuse'],
    summary: 'Let a machine in a rehearsal power off, its disk untouched',
    arguments: [MAC_OR_ID],
    examples: ['basewright host refuse node1'],
    exits: { 1: 'no machine waits for a decision' },
    load: async () => (await import('./installation.ts')).refuse,
  },
  {
    path: ['discovery', 'list'],
    summary: 'List the machines that asked and that no host stands for',
    examples: ['basewright discovery list'],
    load: async () => (await import('./discovery.ts')).list,
  },
  {
    path: ['discovery', 'approve'],
    summary: 'Make a host of a discovered machine; it is not armed',
    arguments: [MAC],
    options: { hostname: { value: 'NAME', help: 'the name of the host', isRequired: true }, profile: { value: 'ID', help: 'the profile it gets', isRequired: true } },
    examples: ['basewright discovery approve 52:54:00:ab:cd:01 --hostname node1.example.com --profile edge'],
    exits: { 1: 'there is no such machine, or a host has that name', 2: 'the name or the profile is refused' },
    load: async () => (await import('./discovery.ts')).approve,
  },
  {
    path: ['discovery', 'forget'],
    summary: 'Take a machine off the list; it comes back when it asks again',
    arguments: [MAC],
    examples: ['basewright discovery forget 52:54:00:ab:cd:01'],
    load: async () => (await import('./discovery.ts')).forget,
  },
];
