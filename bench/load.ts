// SPDX-License-Identifier: GPL-2.0-or-later
// A bounded load: every request of a list once, over connections that stay open, each asking again as soon as it has its answer. Cheap enough to be quicker than what it measures.

import { connect } from 'node:net';

export type LoadResult = {
  readonly seconds: number;
  /** How often each status came. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Times of answers in milliseconds, in no order. */
  readonly times: readonly number[];
};

const HEAD_END = '\r\n\r\n';

/** An answer's status and its length with its head; undefined while its head is not whole. Both servers here answer with a length. */
function headOf(bytes: Buffer): { status: number; length: number } | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`An answer without a length:\n${head}`);
  return { status: Number(head.slice(9, 12)), length: end + HEAD_END.length + Number(length) };
}

/** @param next the next request, as bytes; undefined when there are no more. */
function askInTurn(port: number, next: () => Buffer | undefined, onAnswer: (status: number, time: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let seen: Buffer = Buffer.alloc(0);
    let asked = 0;
    const ask = () => {
      const request = next();
      if (request === undefined) {
        socket.off('close', lost);
        socket.end();
        resolve();
        return;
      }
      asked = performance.now();
      socket.write(request);
    };
    const lost = () => reject(new Error('The server closed a connection in the middle of the load.'));
    socket.once('connect', ask);
    socket.once('error', reject);
    socket.once('close', lost);
    socket.on('data', (chunk: Buffer) => {
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const head = headOf(seen);
      if (head === undefined || seen.length < head.length) return;
      seen = Buffer.alloc(0);
      onAnswer(head.status, performance.now() - asked);
      ask();
    });
  });
}

/** Sends all `requests`, each once, in their order. @throws when a connection breaks: a server that hangs up is no result. */
export async function runLoad(url: string, requests: readonly Buffer[], connections: number): Promise<LoadResult> {
  const port = Number(new URL(url).port);
  let sent = 0;
  const next = () => {
    sent += 1;
    return requests[sent - 1];
  };
  const statuses = new Map<number, number>();
  const times: number[] = [];
  const onAnswer = (status: number, time: number) => {
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    times.push(time);
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: connections }, () => askInTurn(port, next, onAnswer)));
  return { seconds: (performance.now() - begun) / 1000, statuses, times };
}

/** A request as bytes. */
export function requestBytes(method: 'GET' | 'POST', path: string, headers: Readonly<Record<string, string>>, body = ''): Buffer {
  const lines = Object.entries({ host: 'localhost', ...headers, ...(body !== '' && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }) });
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
}
