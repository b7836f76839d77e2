// SPDX-License-Identifier: GPL-2.0-or-later
// Answers requests in batches: one look at the store for all that came in within one turn of the event loop, and one transaction for all that must be written.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { storeFailure } from '../store/errors.ts';
import { clientAddress } from './address.ts';
import { type Answer, failed, send, tooLarge } from './answer.ts';
import type { Asked, Decided, Plane, Turn } from './plane.ts';
import { answered, NEEDS_WRITE } from './plane.ts';
import { readBody } from './report-body.ts';
import { decide, unansweredFor } from './respond.ts';
import { routeOf } from './routes.ts';
import { sendFile } from './send-file.ts';

/** At most so many requests wait for one look: a long queue would delay its first. */
const LARGEST_BATCH = 64;

/** Told what became of a request: for the log. */
export type Observer = (request: IncomingMessage, status: number) => void;

type Waiting = { readonly asked: Asked; readonly response: ServerResponse };

/**
 * The listener for an HTTP server. Requests are held until everything that is readable has been read, which is still in the
 * same turn; then comes the look at the store, and then the answers. So the look is always later than each request it counts for:
 * who disarms a host and then asks for its kickstart never gets it. What an answer changes is on the disk before the answer leaves.
 *
 * @param observe is told every answer; leave it out when nobody wants to know.
 */
export function createListener(plane: Plane, observe?: Observer): RequestListener {
  let waiting: Waiting[] = [];

  function answerAll(): void {
    const batch = waiting;
    if (batch.length === 0) return;
    waiting = [];
    const decided = decideAll(plane, batch.map(({ asked }) => asked));
    for (const [index, { response }] of batch.entries()) deliver(response, decided[index] ?? answered(failed));
  }

  function deliver(response: ServerResponse, decided: Decided): void {
    if (decided.kind === 'file') {
      sendFile(plane, response, decided.file, (status) => observe?.(response.req, status));
      return;
    }
    const answer: Answer = decided.kind === 'answer' ? decided.answer : failed;
    send(response, answer);
    observe?.(response.req, answer.status);
  }

  function hold(response: ServerResponse, body: Buffer | undefined): void {
    const { method = '', url = '', rawHeaders, socket } = response.req;
    waiting.push({ asked: { method, url, rawHeaders, address: clientAddress(socket.remoteAddress), body }, response });
    if (waiting.length === 1) setImmediate(answerAll);
    else if (waiting.length >= LARGEST_BATCH) answerAll();
  }

  return (request, response) => {
    const route = request.method === 'POST' ? routeOf(request.url ?? '', request.rawHeaders) : undefined;
    if (route?.kind !== 'report') {
      hold(response, undefined);
      return;
    }
    readBody(request, route.report, (read) => {
      if (read.kind === 'read') hold(response, read.body);
      else if (read.kind === 'too large') deliver(response, answered(tooLarge));
    });
  };
}

/** First all without writing; then those that must write, in one transaction: as many machines as come at once cost one flush of the disk. */
function decideAll(plane: Plane, batch: readonly Asked[]): Decided[] {
  const now = plane.now();
  const turns = batch.map((asked): Turn => ({ plane, asked, now, writer: undefined }));
  try {
    plane.hosts.refresh();
    plane.report.storeAnswers();
  } catch (error) {
    plane.report.storeFails(error);
    return turns.map(unansweredFor);
  }
  const decided = turns.map((turn) => decideOne(turn));
  if (!decided.includes(NEEDS_WRITE)) return decided;
  return decideWriting(plane, turns, decided);
}

/** One machine's unreadable document is no reason to keep the others waiting; a failing database is. */
function decideOne(turn: Turn): Decided {
  try {
    return decide(turn);
  } catch (error) {
    if (turn.writer !== undefined && storeFailure(error) !== undefined) throw error;
    turn.plane.report.readFailed(turn.asked.address, error);
    return unansweredFor(turn);
  }
}

function decideWriting(plane: Plane, turns: readonly Turn[], decided: readonly Decided[]): Decided[] {
  try {
    return plane.store.write((writer) => {
      // Another process may have written before this transaction began; from here on nobody can.
      plane.hosts.refresh();
      return decided.map((each, index) => {
        const turn = turns[index];
        return each === NEEDS_WRITE && turn !== undefined ? decideOne({ ...turn, writer }) : each;
      });
    });
  } catch (error) {
    plane.report.writeFailed(error);
    return decided.map((each, index) => {
      const turn = turns[index];
      return each === NEEDS_WRITE && turn !== undefined ? unansweredFor(turn) : each;
    });
  }
}
