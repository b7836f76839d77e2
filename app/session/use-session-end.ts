// SPDX-License-Identifier: GPL-2.0-or-later
// When the session ends, as the server last told it, and the time left once the end is near.
'use client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { callApi } from '../api-client.ts';
import { askForLogin, subscribeToActivity } from './login-request.ts';
import { Session } from './session.ts';

const WARN_MS = 2 * 60_000;

/**
 * `left`: milliseconds to the end of the session once fewer than two minutes remain, else undefined.
 * `renew` asks the server for the session, which counts as use of it and moves its end.
 * Each answered call moves the end on the server unseen, so the server is asked again before a warning, but only after such a call:
 * a page nobody touches lets its session end.
 */
export function useSessionEnd(firstEnd: number): { left: number | undefined; renew: () => Promise<void> } {
  const [end, setEnd] = useState(firstEnd);
  const [left, setLeft] = useState<number>();
  const isUsed = useRef(false);

  const renew = useCallback(async () => {
    isUsed.current = false;
    const answer = await callApi({ path: 'session', schema: Session, withoutSession: true });
    setLeft(undefined);
    if (answer.ok) setEnd(answer.data.expiresAt);
    else if (answer.problem.status === 401 && (await askForLogin())) isUsed.current = true;
  }, []);

  useEffect(() => subscribeToActivity(() => {
    isUsed.current = true;
  }), []);

  useEffect(() => {
    const look = () => {
      const rest = end - Date.now();
      if (rest > WARN_MS) return;
      if (isUsed.current || rest <= 0) {
        if (rest > -WARN_MS) void renew();
      } else setLeft(rest);
    };
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }, [end, renew]);

  return { left, renew };
}
