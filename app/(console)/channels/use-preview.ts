// SPDX-License-Identifier: GPL-2.0-or-later
// Asks what a move would change.
'use client';
import { useEffect, useState } from 'react';
import { apiPath, callApi } from '../../api-client.ts';
import type { Problem } from '../../problem.ts';
import { BlastRadius, type Wanted } from './channel-answers.ts';

export type Preview = {
  /** Undefined until it is worked out. */
  readonly radius: BlastRadius | undefined;
  readonly problem: Problem | undefined;
  /** Shows another one: that of now, when something has changed. */
  readonly show: (radius: BlastRadius) => void;
};

export function usePreview({ channel: { id }, kind, sha256 }: Wanted): Preview {
  const [radius, show] = useState<BlastRadius>();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    const stop = new AbortController();
    callApi({ method: 'POST', path: apiPath(['channels', id, 'preview']), body: { sha256, kind }, schema: BlastRadius, signal: stop.signal })
      .then((answer) => {
        if (answer.ok) show(answer.data);
        else setProblem(answer.problem);
      }, () => undefined);
    return () => stop.abort();
  }, [id, kind, sha256]);
  return { radius, problem, show };
}
