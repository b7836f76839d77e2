// SPDX-License-Identifier: GPL-2.0-or-later
// How simulated nodes talk to the boot plane: over connections that stay open. A server that is away or out of breath is no error: what it did not take is said again.

import { Agent, request } from 'node:http';
import { CheckInAnswer } from '#kickstart/fleet/wire.ts';
import type { Say } from './simulated-node.ts';

export type NodeClient = Say & {
  /** What was answered so far, by status; 0: nothing was. */
  readonly statuses: ReadonlyMap<number, number>;
  /** How many reports the server said that it took. */
  taken(): number;
  close(): void;
};

type Answer = { readonly status: number; readonly body: string };

/** @param url asked for at each request: a restarted server may listen elsewhere. @param connections at most. */
export function createNodeClient(url: () => string, connections: number): NodeClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const statuses = new Map<number, number>();
  let taken = 0;
  const post = (path: string, key: string, body: object): Promise<Answer> => new Promise((resolve) => {
    const text = JSON.stringify(body);
    let isDone = false;
    const done = (answer: Answer) => {
      if (isDone) return;
      isDone = true;
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      resolve(answer);
    };
    const nothing = () => done({ status: 0, body: '' });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const asking = request(`${url()}${path}`, { method: 'POST', agent, headers, timeout: 30_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', nothing);
      response.once('end', () => done({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
    });
    asking.once('timeout', () => asking.destroy(new Error('no answer within 30 s')));
    asking.once('error', nothing);
    asking.end(text);
  });
  return {
    statuses,
    taken: () => taken,
    checkIn: async (key, body) => {
      const { status, body: text } = await post('/node/check-in', key, body);
      return status === 200 ? CheckInAnswer.parse(JSON.parse(text)) : undefined;
    },
    report: async (key, body) => {
      const isTaken = (await post('/node/report', key, body)).status === 200;
      if (isTaken) taken += 1;
      return isTaken;
    },
    close: () => agent.destroy(),
  };
}
