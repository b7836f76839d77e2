// SPDX-License-Identifier: GPL-2.0-or-later
// Asks the API for what a page shows, and again when the question changes or the page wants it fresh.
'use client';
import { useCallback, useEffect, useState } from 'react';
import type { z } from 'zod';
import { type Answer, callApi } from '../../api-client.ts';

export type Asked<T> = {
  /** The newest answer; undefined until the first one. While a changed question is on its way this is still the answer to the one before. */
  answer: Answer<T> | undefined;
  /** True while an answer is on its way. */
  isLoading: boolean;
  reload: () => void;
};

/** `path` is made by apiPath; undefined asks nothing yet. `schema` must be the same object on every render. */
export function useAnswer<T>(path: string | undefined, schema: z.ZodType<T>): Asked<T> {
  const [round, setRound] = useState(0);
  const [answered, setAnswered] = useState<{ path: string; round: number; answer: Answer<T> }>();
  useEffect(() => {
    if (path === undefined) return undefined;
    const stop = new AbortController();
    callApi({ path, schema, signal: stop.signal }).then((answer) => setAnswered({ path, round, answer }), () => undefined);
    return () => stop.abort();
  }, [path, schema, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { answer: answered?.answer, isLoading: path !== undefined && (answered?.path !== path || answered.round !== round), reload };
}
