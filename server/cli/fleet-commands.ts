// SPDX-License-Identifier: GPL-2.0-or-later
// The commands about nodes that run, for the table of all commands.
import type { Command } from './command.ts';

const MAC_OR_ID = { name: 'MAC|ID', help: 'a MAC address of the host in any spelling, or its id' };
const FILTER = { value: 'FILTER', help: 'only those that are behind (of their channel), rolled-back, pool (over 80 % full), silent, unhealthy or pinned' };
const HOSTS = { value: 'IDS', help: 'ids of hosts, comma-separated' };
const REBOOT = { value: 'WHEN', help: 'now (when it is installed), window (in the maintenance window of the node; without, this) or never (a person reboots)' };
const UPGRADE_FROM = {
  channel: { value: 'ID', help: 'the channel to upgrade from; without, the one that each host follows' },
  image: { value: 'SHA256', help: 'another published image, by its whole hash' },
};
const REFUSED = { 1: 'at least one node was refused, with the reason; the others are asked', 2: 'what was given is wrong' };

export const fleetCommands: readonly Command[] = [
  {
    path: ['fleet', 'list'],
    summary: 'List the nodes that run: what each runs, how it is, and what is wanted of it',
    options: { filter: FILTER, channel: { value: 'ID', help: 'only those of this channel' }, search: { value: 'TEXT', help: 'only those that hold this text' } },
    examples: ['basewright fleet list --filter behind', 'basewright fleet list --json'],
    load: async () => (await import('./fleet.ts')).list,
  },
  {
    path: ['fleet', 'show'],
    summary: 'Show one node: its layers, its health, what it reported',
    arguments: [MAC_OR_ID],
    examples: ['basewright fleet show node1'],
    load: async () => (await import('./fleet.ts')).show,
  },
  {
    path: ['fleet', 'upgrade'],
    summary: 'Ask many nodes to upgrade, all at once',
    description: ['They hear of it at their next check-in. For waves that stop at a failure use "rollout create".'],
    options: { hosts: HOSTS, filter: FILTER, ...UPGRADE_FROM, reboot: REBOOT },
    examples: ['basewright fleet upgrade --filter behind --reboot window'],
    exits: REFUSED,
    load: async () => (await import('./fleet.ts')).upgradeMany,
  },
  {
    path: ['fleet', 'rollback'],
    summary: 'Ask many nodes to go back to the layer before the one they run',
    options: { hosts: HOSTS, filter: FILTER, reboot: REBOOT },
    examples: ['basewright fleet rollback --hosts node1,node2 --reboot now'],
    exits: REFUSED,
    load: async () => (await import('./fleet.ts')).rollbackMany,
  },
  {
    path: ['host', 'upgrade'],
    summary: 'Ask the node of a host to upgrade',
    arguments: [MAC_OR_ID],
    options: { ...UPGRADE_FROM, reboot: REBOOT },
    examples: ['basewright host upgrade node1 --reboot now'],
    exits: { 1: 'it may not be asked: the reason' },
    load: async () => (await import('./fleet.ts')).upgrade,
  },
  {
    path: ['host', 'rollback'],
    summary: 'Ask the node of a host to go back to another of its layers',
    arguments: [MAC_OR_ID],
    options: { to: { value: 'LAYER', help: 'the layer; without, the one before the running one' }, reboot: REBOOT },
    examples: ['basewright host rollback node1', 'basewright host rollback node1 --to ovirt-node-4.5.4-1+1'],
    exits: { 1: 'it may not be asked: the reason' },
    load: async () => (await import('./fleet.ts')).rollback,
  },
  {
    path: ['host', 'call-off'],
    summary: 'Call off what was asked of the node of a host and has not begun',
    arguments: [MAC_OR_ID],
    examples: ['basewright host call-off node1'],
    exits: { 1: 'there is nothing that could be called off' },
    load: async () => (await import('./fleet.ts')).callOff,
  },
  {
    path: ['host', 'pin'],
    summary: 'Let the node of a host stay as it is',
    arguments: [MAC_OR_ID],
    options: { reason: { value: 'TEXT', help: 'why', isRequired: true } },
    examples: ['basewright host pin node1 --reason "Holds the license server"'],
    load: async () => (await import('./fleet.ts')).pin,
  },
  {
    path: ['host', 'unpin'],
    summary: 'Let the node of a host be upgraded again',
    arguments: [MAC_OR_ID],
    examples: ['basewright host unpin node1'],
    load: async () => (await import('./fleet.ts')).unpin,
  },
  {
    path: ['host', 'node-key'],
    summary: 'Make a key for a node that runs already, and print its node.conf, once',
    description: ['Put it on the node as /etc/basewright/node.conf, readable by root only. The first check-in with it ends the older keys.', 'Only its hash is stored. --revoke makes none, and ends all keys of the host at once.'],
    arguments: [MAC_OR_ID],
    options: { revoke: { help: 'end all keys of this host' } },
    examples: ['basewright host node-key node1 | ssh root@node1 "umask 077; cat > /etc/basewright/node.conf"', 'basewright host node-key node1 --revoke'],
    load: async () => (await import('./fleet.ts')).nodeKey,
  },
];
