// SPDX-License-Identifier: GPL-2.0-or-later
// The words of roll-outs.

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
const nodes = (count: number) => counted(count, 'node');

export const TEXT = {
  title: 'Roll-outs',
  description: 'A roll-out brings the image of a channel to nodes that run, wave by wave. The first failure beyond what is allowed pauses it.',
  caption: 'Roll-outs',
  create: 'Roll out an image',
  readOnly: 'begin, pause or stop roll-outs',
  failed: 'The roll-outs could not be read',
  refresh: 'Refresh',
  emptyTitle: 'No roll-outs yet',
  emptyText: 'Promote a tested image in a channel, then roll it out: some nodes first, the rest when those are healthy.',
  emptyViewer: 'No operator has begun a roll-out yet. Roll-outs appear here as soon as there are some.',
  toChannels: 'To the channels',
  columns: { title: 'Roll-out', state: 'State', progress: 'Progress', begun: 'Begun' },
  states: { running: 'Running', paused: 'Paused', stopped: 'Stopped', done: 'Done' },
  stateText: {
    running: 'Nodes of the open wave are asked to upgrade at their next check-in.',
    paused: 'No further node is asked until a person resumes it. What nodes have begun goes on.',
    stopped: 'A person ended it. Nodes that had not begun stay as they were.',
    done: 'Every wave is through.',
  },
  nodeStates: {
    waiting: 'Waiting', asked: 'Asked', upgrading: 'Upgrading', healthy: 'Healthy', failed: 'Failed', 'fallen-back': 'Fell back', silent: 'Silent', skipped: 'Skipped',
  },
  nodeStateText: {
    waiting: 'Its wave has not begun.',
    asked: 'It is told at its next check-in.',
    upgrading: 'It has begun to upgrade.',
    healthy: 'It runs the image and passed its health check.',
    failed: 'It does not run the image, or is not healthy with it. The reason stands beside it.',
    'fallen-back': 'The new layer was not healthy, so the node went back to the layer before by itself.',
    silent: 'Within the time limit it did not say that it is healthy, or still is.',
    skipped: 'It was not asked. The reason stands beside it.',
  },
  by: (who: string | null) => (who === null ? 'from the command line' : `by ${who}`),
  nodes,
  /** The first wave is the canary. */
  wave: (number: number) => (number === 0 ? 'Canary' : `Wave ${number + 1}`),
  waveOf: (wave: number, waves: number) => `Wave ${wave + 1} of ${waves}`,
  barOf: (what: string, states: string, total: number) => `${what}: ${nodes(total)}, ${states}`,
} as const;
