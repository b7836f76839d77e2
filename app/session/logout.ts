// SPDX-License-Identifier: GPL-2.0-or-later
// Ends the session and leaves for the login page.
'use client';
import { useState } from 'react';
import { z } from 'zod';
import { callApi } from '../api-client.ts';
import type { Problem } from '../problem.ts';

/** `logout` ends the session; `problem` says why it could not (the session then goes on). */
export function useLogout(): { logout: () => Promise<void>; problem: Problem | undefined } {
  const [problem, setProblem] = useState<Problem>();
  const logout = async () => {
    const answer = await callApi({ method: 'POST', path: 'logout', schema: z.undefined(), withoutSession: true });
    // A full load, not a client-side step: nothing the former user saw stays in memory.
    if (answer.ok || answer.problem.status === 401) window.location.assign('/login');
    else setProblem(answer.problem);
  };
  return { logout, problem };
}
