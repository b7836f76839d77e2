// SPDX-License-Identifier: GPL-2.0-or-later
// Something of the server, live: a stream of events while the page is looked at, and one plain answer at the beginning and whenever the stream broke.
'use client';
import type { z } from 'zod';
import { callApi } from '../../api-client.ts';
import type { Problem } from '../../problem.ts';
import { nextWait } from './reconnect.ts';

/** `connecting` at the beginning and when the page is looked at again; `lost`: what is shown may be old. */
export type Connection = 'connecting' | 'live' | 'lost';

export type Followed<T> = {
  /** Path of the plain answer, made by apiPath. */
  path: string;
  schema: z.ZodType<T>;
  /** Path of the stream, and the name and form of its events. */
  stream: string;
  event: string;
  parse: (data: unknown) => T | undefined;
  /** Nothing will change after it: then the stream is closed. */
  isLast?: (data: T) => boolean;
};

export type Listener<T> = { onData: (data: T) => void; onConnection: (connection: Connection) => void; onProblem: (problem: Problem | undefined) => void };

/** Follows it until the returned function is called. */
export function follow<T>({ path, schema, stream, event, parse, isLast }: Followed<T>, { onData, onConnection, onProblem }: Listener<T>): () => void {
  const stop = new AbortController();
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isLive = false;

  const ask = async () => {
    const answer = await callApi({ path, schema, signal: stop.signal });
    if (isLive) return true; // The stream was quicker, and what it told is newer.
    onProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) onData(answer.data);
    else onConnection('lost');
    return answer.ok || answer.problem.status === 0 || answer.problem.status >= 500;
  };
  const close = () => {
    source?.close();
    source = undefined;
    clearTimeout(timer);
    isLive = false;
  };
  const openLater = () => {
    if (!stop.signal.aborted && !document.hidden) timer = setTimeout(open, nextWait(failures));
  };
  const lost = () => {
    close();
    failures += 1;
    // A stream that ends once in a while is no news: the server ends long ones itself.
    onConnection(failures > 1 ? 'lost' : 'connecting');
    // The plain answer says why there is no stream (and asks for a login when that is it). Once only: it counts as use of the session, and a page nobody looks at shall let its session end.
    if (failures !== 2) openLater();
    else ask().then((isWorthIt) => (isWorthIt ? openLater() : undefined), () => undefined);
  };
  const open = () => {
    close();
    if (document.hidden || stop.signal.aborted) return;
    source = new EventSource(`/api/v1/${stream}`);
    source.addEventListener(event, ({ data: text }) => {
      const data = parse(text);
      if (data === undefined) return;
      failures = 0;
      isLive = true;
      onProblem(undefined);
      onData(data);
      onConnection('live');
      if (isLast?.(data) === true) finish();
    });
    source.addEventListener('error', lost);
  };
  const look = () => {
    if (document.hidden) {
      close();
      return;
    }
    failures = 0;
    onConnection('connecting');
    open();
  };
  const finish = () => {
    document.removeEventListener('visibilitychange', look);
    stop.abort();
    close();
  };
  document.addEventListener('visibilitychange', look);
  ask().catch(() => undefined);
  open();
  return finish;
}

/** The data of an event, as `schema` has it; undefined for everything else. */
export function parsedEvent<T>(data: unknown, schema: z.ZodType<T>): T | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    return schema.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}
