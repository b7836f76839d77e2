// SPDX-License-Identifier: GPL-2.0-or-later
// The commands about jobs, for the table of all commands.
import type { Command } from './command.ts';

const JOB_ID = { name: 'ID', help: 'the id of the job; "basewright job list" shows it' };

export const jobCommands: readonly Command[] = [
  {
    path: ['job', 'list'],
    summary: 'List the jobs, the newest first',
    options: {
      state: { value: 'STATE', help: 'only those that are queued, running, active (both), done, failed, cancelled or interrupted' },
      kind: { value: 'KIND', help: 'only those of this kind: test, build, customize, fetch or rehash' },
      subject: { value: 'SUBJECT', help: 'only those about this: the sha256 of an image, or the id of a definition' },
    },
    examples: ['basewright job list --state active'],
    load: async () => (await import('./job.ts')).list,
  },
  {
    path: ['job', 'show'],
    summary: 'Show a job: how far it is, or how it ended',
    arguments: [JOB_ID],
    examples: ['basewright job show 3f9c2a7be1d04586'],
    load: async () => (await import('./job.ts')).show,
  },
  {
    path: ['job', 'log'],
    summary: 'Write the log of a job',
    arguments: [JOB_ID],
    options: { follow: { help: 'write what comes, until the job has ended' } },
    examples: ['basewright job log 3f9c2a7be1d04586 --follow'],
    load: async () => (await import('./job.ts')).log,
  },
  {
    path: ['job', 'wait'],
    summary: 'Wait until a job has ended',
    arguments: [JOB_ID],
    options: { limit: { value: 'DURATION', help: 'for how long at most, for example 30m; without, as long as it takes' } },
    examples: ['basewright job wait 3f9c2a7be1d04586 --limit 2h'],
    exits: { 0: 'it ended well', 1: 'it failed, was cancelled or interrupted, or the time is over' },
    load: async () => (await import('./job.ts')).wait,
  },
  {
    path: ['job', 'cancel'],
    summary: 'End a job, and throw away what it has done so far',
    arguments: [JOB_ID],
    examples: ['basewright job cancel 3f9c2a7be1d04586'],
    exits: { 1: 'it has ended already' },
    load: async () => (await import('./job.ts')).cancel,
  },
  {
    path: ['job', 'again'],
    summary: 'Run a job that has ended once more, as a new job, and print its id',
    arguments: [JOB_ID],
    examples: ['basewright job wait $(basewright job again 3f9c2a7be1d04586)'],
    exits: { 1: 'it has not ended yet' },
    load: async () => (await import('./job.ts')).again,
  },
];
