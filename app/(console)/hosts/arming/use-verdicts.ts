// SPDX-License-Identifier: GPL-2.0-or-later
// Asks the server whether hosts may be armed.
'use client';
import { useEffect, useState } from 'react';
import { type Answer, apiPath, callApi } from '../../../api-client.ts';
import { type Verdict, Verdicts } from './verdict.ts';

/** The verdicts on `ids`, which must stay the same array; undefined until the server has judged. */
export function useVerdicts(ids: readonly string[]): Answer<readonly Verdict[]> | undefined {
  const [answer, setAnswer] = useState<Answer<readonly Verdict[]>>();
  useEffect(() => {
    const stop = new AbortController();
    callApi({ method: 'POST', path: apiPath(['hosts', 'installability']), body: { hosts: ids }, schema: Verdicts, signal: stop.signal })
      .then((given) => setAnswer(given.ok ? { ...given, data: given.data.items } : given), () => undefined);
    return () => stop.abort();
  }, [ids]);
  return answer;
}
