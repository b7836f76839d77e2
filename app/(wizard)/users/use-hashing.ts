// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a typed password into its hash on the server. The password lives in this hook's caller only: not in the draft, not in a log.
'use client';
import { useState } from 'react';
import { z } from 'zod';
import { callApi } from '#app/api-client.ts';
import type { Problem } from '#app/problem.ts';
import { useWizard } from '../draft/context.tsx';

const Answer = z.object({ hash: z.string() });

export function useHashing(onHash: (hash: string) => void): { isHashing: boolean; problem: Problem | undefined; hash: (password: string) => void } {
  const { wait } = useWizard();
  const [isHashing, setHashing] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = async (password: string) => {
    setHashing(true);
    setProblem(undefined);
    const answer = await callApi({ method: 'POST', path: 'password-hash', schema: Answer, body: { password } });
    setHashing(false);
    if (answer.ok) onHash(answer.data.hash);
    else setProblem(answer.problem);
  };
  return { isHashing, problem, hash: (password) => wait(run(password)) };
}
