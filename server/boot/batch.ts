// SPDX-License-Identifier: GPL-2.0-or-later
// Answers requests in batches: one look at the store for all that came in within one turn of the event loop, and one transaction for all that must be written.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { hashToken } from '../installations/token.ts';
import { storeFailure } from '../store/errors.ts';
import { clientOf } from './address.ts';
import { type Answer, failed, send, tooLarge } from './answer.ts';
import type { Asked, Decided, Plane, Turn } from './plane.ts';
import { answered, NEEDS_WRITE } from './plane.ts';
import { keyHolder } from './node-access.ts';
import { bodyLimit, isLarge, readBody } from './report-body.ts';
import { decide, unansweredFor } from './respond.ts';
import { type Route, routeOf } from './routes.ts';
import { sendFile } from './send-file.ts';

/** At most so many requests wait for one look, or for one transaction: a long queue would delay its first. */
const LARGEST_BATCH = 64;
/** How long answers that must write wait for more of their kind at most, in milliseconds. */
const GATHER_MS = 20;

/** Told what became of a request: for the log. */
export type Observer = (request: IncomingMessage, status: number) => void;

function askedBy({ delivery }: Plane, request: IncomingMessage, body: Buffer | undefined): Asked {
  const { method = '', url = '', rawHeaders } = request;
  return { method, url, rawHeaders, body, ...clientOf(request, delivery.proxies) };
}

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
  const writeSoon = gather((batch: readonly Waiting[]) => deliverAll(batch, decideWriting(plane, batch.map(({ asked }) => asked))));

  function answerAll(): void {
    const batch = waiting;
    if (batch.length === 0) return;
    waiting = [];
    const decided = decideReading(plane, batch.map(({ asked }) => asked));
    const isWriting = (_: unknown, index: number) => decided[index] === NEEDS_WRITE;
    writeSoon(batch.filter(isWriting));
    deliverAll(batch.filter((each, index) => !isWriting(each, index)), decided.filter((each) => each !== NEEDS_WRITE));
  }

  function deliverAll(batch: readonly Waiting[], decided: readonly Decided[]): void {
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
    waiting.push({ asked: askedBy(plane, response.req, body), response });
    if (waiting.length === 1) setImmediate(answerAll);
    else if (waiting.length >= LARGEST_BATCH) answerAll();
  }

  return (request, response) => {
    const route = request.method === 'POST' ? routeOf(request.url ?? '', request.rawHeaders) : undefined;
    const limit = bodyLimit(route);
    if (limit === undefined) {
      hold(response, undefined);
      return;
    }
    if (isLarge(request) && isStranger(plane, askedBy(plane, request, undefined), route)) {
      // The gate answers before it looks at a body, and the rest of this one is not waited for.
      response.shouldKeepAlive = false;
      hold(response, undefined);
      return;
    }
    readBody(request, limit, (read) => {
      if (read.kind === 'read') hold(response, read.body);
      else if (read.kind === 'too large') deliver(response, answered(tooLarge));
    });
  };
}

/** Whether the one who reports shows no key or token that is known. Asked of large bodies only: thousands of them at once, which anybody can send, would fill the memory. */
function isStranger(plane: Plane, asked: Asked, route: Route | undefined): boolean {
  try {
    if (route?.kind === 'report') return plane.store.installationByToken(hashToken(route.token)) === undefined;
    return route?.kind === 'node' && keyHolder({ plane, asked }) === undefined;
  } catch {
    return false; // The store does not answer now: whoever it is will be told so.
  }
}

/**
 * Gathers while more comes with every turn of the event loop: Node takes in one connection a turn, so those that come at once come one by one,
 * and a transaction waits for the disk once, whoever is in it. Nobody else around: `work` is done in the next turn.
 */
function gather<Item>(work: (items: readonly Item[]) => void): (more: readonly Item[]) => void {
  let items: Item[] = [];
  let end = 0;

  function look(before: number): void {
    if (items.length > before && items.length < LARGEST_BATCH && performance.now() < end) setImmediate(look, items.length);
    else finish();
  }

  function finish(): void {
    const all = items;
    items = [];
    work(all);
  }

  return (more) => {
    if (more.length === 0) return;
    const isFirst = items.length === 0;
    items.push(...more);
    if (!isFirst) return;
    end = performance.now() + GATHER_MS;
    setImmediate(look, 0);
  };
}

/** The listener of a server that is about to go away: everybody is told to come again, in words of its own, and nothing is given, noted or used up. */
export function createGoodbye(plane: Plane): RequestListener {
  return (request, response) => {
    const decided = unansweredFor({ plane, asked: askedBy(plane, request, undefined), now: plane.now(), writer: undefined });
    response.shouldKeepAlive = false;
    send(response, decided.kind === 'answer' ? decided.answer : failed);
  };
}

/** All answers that need no writing; for the others NEEDS_WRITE. */
function decideReading(plane: Plane, batch: readonly Asked[]): Decided[] {
  const turns = turnsOf(plane, batch);
  try {
    plane.hosts.refresh();
    plane.report.storeAnswers();
  } catch (error) {
    plane.report.storeFails(error);
    return turns.map(unansweredFor);
  }
  return turns.map((turn) => decideOne(turn));
}

function turnsOf(plane: Plane, batch: readonly Asked[]): Turn[] {
  const now = plane.now();
  return batch.map((asked): Turn => ({ plane, asked, now, writer: undefined }));
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

/** In one transaction: as many machines as come at once cost one flush of the disk. */
function decideWriting(plane: Plane, batch: readonly Asked[]): Decided[] {
  const turns = turnsOf(plane, batch);
  try {
    return plane.store.write((writer) => {
      // Another process may have written before this transaction began; from here on nobody can.
      plane.hosts.refresh();
      return turns.map((turn) => decideOne({ ...turn, writer }));
    });
  } catch (error) {
    plane.report.writeFailed(error);
    return turns.map(unansweredFor);
  }
}
