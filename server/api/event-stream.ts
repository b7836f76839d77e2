// SPDX-License-Identifier: GPL-2.0-or-later
// Server-sent events: a document, and the document again whenever it has changed.

import { changeMark } from '../store/change-mark.ts';
import type { ActorContext } from './route.ts';

/** How often a stream looks whether its document changed: soon for a person, cheap for a database. */
const LOOK_MS = 500;
/** A comment line now and then shows both sides that the connection lives, and proxies that it is used. */
const ALIVE_MS = 15_000;
/** Whoever watches longer has to come again: so ended sessions and lost rights end their streams too. */
const LONGEST_MS = 10 * 60_000;

/** What a watching browser costs is bounded, whatever it opens. */
const MOST_STREAMS = 200;
/** What ends each open stream. */
const open = new Set<() => void>();

/** A server that is told to stop waits for its answers, and these would go on: the browser comes back by itself. */
function endAll(): void {
  for (const end of open) end();
}

function opened(end: () => void): void {
  // Listened to only while there is something to end: a listener keeps the signal from ending a program by itself.
  if (open.size === 0) process.on('SIGTERM', endAll);
  open.add(end);
}

function closed(end: () => void): void {
  open.delete(end);
  if (open.size === 0) process.off('SIGTERM', endAll);
}

/**
 * @param read the document; what it throws ends the stream, and the browser's next try gets the reason as an answer of its own.
 * @param beside changes with what the document holds beside the database, a file perhaps.
 */
export function eventStream({ request, store }: ActorContext, name: string, read: () => Promise<object>, beside: () => string = () => ''): Response {
  if (open.size >= MOST_STREAMS) return new Response('Too many open pages watch installations and jobs. Close some.\n', { status: 503, headers: { 'retry-after': '10' } });
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  let stop = () => {};
  const end = () => {
    if (isEnded) return;
    isEnded = true;
    closed(stop);
    clearTimeout(timer);
  };
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      stop = () => close(controller, end);
      opened(stop);
      const started = performance.now();
      let sent = '';
      let seen = '';
      let spoken = started;
      let looked = started;
      const say = (text: string) => {
        controller.enqueue(encoder.encode(text));
        spoken = performance.now();
      };
      const look = async () => {
        if (performance.now() - started > LONGEST_MS) {
          close(controller, end);
          return;
        }
        const mark = `${await changeMark(store)} ${beside()}`;
        const isDue = mark !== seen || performance.now() - looked > ALIVE_MS;
        if (isDue) looked = performance.now();
        seen = mark;
        const text = isDue ? JSON.stringify(await read()) : sent;
        if (isEnded) return;
        if (text !== sent) say(`event: ${name}\ndata: ${text}\n\n`);
        else if (performance.now() - spoken > ALIVE_MS) say(':\n\n');
        sent = text;
        timer = setTimeout(run, LOOK_MS);
      };
      const run = () => void look().catch(() => close(controller, end));
      request.signal.addEventListener('abort', end, { once: true });
      run();
    },
    cancel: end,
  });
  return new Response(body, { status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' } });
}

function close(controller: ReadableStreamDefaultController<Uint8Array>, end: () => void): void {
  end();
  try {
    controller.close();
  } catch {
    // The browser went first.
  }
}
