// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the table of commands about roll-outs: nodes are brought to the image of a channel, in waves.
import type { Command } from './command.ts';

const ROLLOUT = { name: 'ID', help: 'the id of the roll-out; "basewright rollout list" shows it' };
const REASON = { value: 'TEXT', help: 'why; it stays in the history' };
const EXITS = { 1: 'it is not possible now', 2: 'what was given is wrong' } as const;

export const rolloutCommands: readonly Command[] = [
  {
    path: ['rollout', 'create'],
    summary: 'Bring the nodes that follow a channel to the image that it has, in waves',
    description: [
      'A few nodes go first, alone. The next wave is asked when every node of the one before is healthy; the first failure',
      'beyond those allowed pauses the roll-out. Nodes do it when they check in. Prints the id; hosts that are left out go',
      'to stderr with the reason. --dry-run shows the waves and writes nothing.',
    ],
    arguments: [{ name: 'CHANNEL', help: 'the id of the channel' }],
    options: {
      title: { value: 'TEXT', help: 'what people call it; without, the image and the channel' },
      canary: { value: 'N', help: 'how many nodes go first; without, 1' },
      'wave-size': { value: 'N', help: 'how many nodes each later wave has; without, all the rest go in one' },
      'allowed-failures': { value: 'N', help: 'so many of one wave may fail before it pauses; without, 0' },
      minutes: { value: 'N', help: 'after so long without a report a node counts as silent; without, 120' },
      soak: { value: 'N', help: 'so many minutes a wave must stay healthy before the next begins (up to 10080, 7 days); without, 0' },
      reboot: { value: 'WHEN', help: 'now, window (the maintenance window of the node) or never (a person does it); without, window' },
      hosts: { value: 'IDS', help: 'only these hosts, in this order, with commas between them' },
      'skip-silent': { help: 'leave out nodes that are silent; otherwise they come last' },
      'dry-run': { help: 'show the plan, and write nothing' },
    },
    examples: ['basewright rollout create ovirt45-stable --canary 2 --wave-size 20 --soak 60 --dry-run', 'basewright rollout create ovirt45-stable --hosts node1,node2 --reboot now'],
    exits: { 1: 'it cannot be made: no image, or nobody to ask', 2: 'what was given is wrong' },
    load: async () => (await import('./rollout.ts')).create,
  },
  {
    path: ['rollout', 'list'],
    summary: 'List the roll-outs, the newest first',
    options: { state: { value: 'STATE', help: 'only those that are running, paused, active (both), stopped or done' }, channel: { value: 'ID', help: 'only those of this channel' } },
    examples: ['basewright rollout list --state active'],
    load: async () => (await import('./rollout.ts')).list,
  },
  {
    path: ['rollout', 'show'],
    summary: 'Show how far a roll-out is: its waves, its nodes that failed, and what happened',
    arguments: [ROLLOUT],
    options: { nodes: { help: 'show every node' } },
    examples: ['basewright rollout show 3f9c2a7be1d04586'],
    exits: { 0: 'it runs or is done', 1: 'it is paused or was stopped' },
    load: async () => (await import('./rollout.ts')).show,
  },
  {
    path: ['rollout', 'pause'],
    summary: 'Ask no more nodes until it is resumed; what they began goes on',
    arguments: [ROLLOUT],
    options: { reason: REASON },
    examples: ['basewright rollout pause 3f9c2a7be1d04586 --reason "looking into node7"'],
    exits: EXITS,
    load: async () => (await import('./rollout.ts')).pause,
  },
  {
    path: ['rollout', 'resume'],
    summary: 'Go on with a paused roll-out',
    arguments: [ROLLOUT],
    options: { retry: { help: 'ask the nodes of the open wave that failed once more; without, it goes on in spite of them' } },
    examples: ['basewright rollout resume 3f9c2a7be1d04586 --retry'],
    exits: EXITS,
    load: async () => (await import('./rollout.ts')).resume,
  },
  {
    path: ['rollout', 'stop'],
    summary: 'Ask no more nodes, forever; who was told goes on to its end',
    arguments: [ROLLOUT],
    options: { reason: REASON },
    examples: ['basewright rollout stop 3f9c2a7be1d04586'],
    exits: EXITS,
    load: async () => (await import('./rollout.ts')).stop,
  },
  {
    path: ['rollout', 'rollback'],
    summary: 'Stop a roll-out, and ask its nodes to go back to the layers that they ran before',
    description: ['Nodes that are left as they are go to stderr with the reason. Nodes do it when they check in.'],
    arguments: [ROLLOUT],
    options: { reason: REASON, reboot: { value: 'WHEN', help: 'now, window or never; without, as the roll-out does' } },
    examples: ['basewright rollout rollback 3f9c2a7be1d04586 --reboot now'],
    exits: EXITS,
    load: async () => (await import('./rollout.ts')).rollback,
  },
];
