// SPDX-License-Identifier: GPL-2.0-or-later
// When the session ends, as the server last told it, and the time left once the end is near.
'use client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Answer, callApi } from '../api-client.ts';
import { askForLogin, subscribeToActivity } from './login-request.ts';
import { Session } from './session.ts';

const WARN_MS = 2 * 60_000;
const RETRY_MS = 10_000;

type Look = { wait: true } | { warn: number } | { ask: true };

/** What to do now about a session that ends at `end` (milliseconds since 1970) and whose end may have moved when it `wasUsed`. */
export function lookAtEnd(end: number, now: number, wasUsed: boolean): Look {
  const rest = end - now;
  if (rest > WARN_MS) return { wait: true };
  return wasUsed || rest <= 0 ? { ask: true } : { warn: rest };
}

function probe(): Promise<Answer<Session>> {
  return callApi({ path: 'session', schema: Session, withoutSession: true });
}

/**
 * `left`: milliseconds to the end of the session once fewer than two minutes remain, else undefined.
 * `renew` asks the server for the session, which counts as use of it and moves its end, unless the session has reached its greatest age.
 * Each answered call moves the end on the server unseen, so the server is asked before a warning, but only after such a call:
 * a page nobody touches lets its session end. When it has ended, the page asks for a login in place.
 */
export function useSessionEnd(firstEnd: number): { left: number | undefined; renew: () => Promise<void> } {
  const [end, setEnd] = useState(firstEnd);
  const [left, setLeft] = useState<number>();
  const wasUsed = useRef(false);
  const isAsking = useRef(false);
  const knownEnd = useRef(0); // An end that the admin was warned of and that could not be moved: no second warning.

  const learn = useCallback(async (): Promise<void> => {
    let answer = await probe();
    while (!answer.ok && answer.problem.status === 401 && (await askForLogin())) answer = await probe();
    wasUsed.current = false;
    if (answer.ok) setEnd(answer.data.expiresAt);
    else if (answer.problem.status === 401) setEnd(Number.POSITIVE_INFINITY); // Declined: the next call of the API asks again.
    else setEnd(Date.now() + WARN_MS + RETRY_MS); // No answer says nothing about the session.
  }, []);

  const ask = useCallback(async () => {
    if (isAsking.current) return;
    isAsking.current = true;
    setLeft(undefined);
    await learn().finally(() => {
      isAsking.current = false;
    });
  }, [learn]);

  const renew = useCallback(async () => {
    knownEnd.current = end;
    await ask();
  }, [ask, end]);

  useEffect(() => subscribeToActivity(() => {
    wasUsed.current = true;
    setEnd((known) => (known === Number.POSITIVE_INFINITY ? 0 : known));
  }), []);

  useEffect(() => {
    const timer = setInterval(() => {
      const look = lookAtEnd(end, Date.now(), wasUsed.current);
      if ('ask' in look) void ask();
      else if ('warn' in look && end !== knownEnd.current) setLeft(look.warn);
    }, 1000);
    return () => clearInterval(timer);
  }, [ask, end]);

  return { left, renew };
}
