// SPDX-License-Identifier: GPL-2.0-or-later
// Answers requests in batches: one look at the store for all that came in within one turn of the event loop.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { failed, send, type Answer } from './answer.ts';
import type { Kickstarts } from './kickstarts.ts';
import type { Report } from './log.ts';
import { respond } from './respond.ts';

/** At most so many requests wait for one look: a long queue would delay its first. */
const LARGEST_BATCH = 64;

export type Answered = (request: IncomingMessage, answer: Answer) => void;

/**
 * The listener for an HTTP server. Requests are held until everything that is readable has been read, which is still in the
 * same turn; then comes the look at the store, and then the answers. So the look is always later than each request it counts for:
 * who disarms a host and then asks for its kickstart never gets it.
 *
 * @param answered is told every answer; leave it out when nobody wants to know.
 */
export function createListener(kickstarts: Kickstarts, report: Report, answered?: Answered): RequestListener {
  let waiting: ServerResponse[] = [];

  function answerAll(): void {
    const batch = waiting;
    if (batch.length === 0) return;
    waiting = [];
    const isFresh = kickstarts.refresh();
    for (const response of batch) {
      const answer = answerOrMistake(response.req, isFresh);
      send(response, answer);
      answered?.(response.req, answer);
    }
  }

  function answerOrMistake(request: IncomingMessage, isFresh: boolean): Answer {
    try {
      return respond(request, kickstarts, isFresh, Date.now());
    } catch (error) {
      report.mistake(error);
      return failed;
    }
  }

  return (_, response) => {
    waiting.push(response);
    if (waiting.length === 1) setImmediate(answerAll);
    else if (waiting.length >= LARGEST_BATCH) answerAll();
  };
}
