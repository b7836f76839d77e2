// SPDX-License-Identifier: GPL-2.0-or-later
// The plan of what stands in the form, a moment after the last change.
'use client';
import { useEffect, useState } from 'react';
import { RolloutPlan, type RolloutRequest } from '#kickstart/fleet/rollout-view.ts';
import { apiPath, callApi } from '../../../api-client.ts';
import type { Problem } from '../../../problem.ts';

const PAUSE_MS = 300;

export type Plan = {
  /** The newest plan; while a changed one is on its way still the one before. */
  readonly plan: RolloutPlan | undefined;
  readonly problem: Problem | undefined;
  /** It is not yet the plan of what stands in the form. */
  readonly isStale: boolean;
};

/** @param request undefined while the form does not make one. @param round changes to ask again. */
export function usePlan(request: RolloutRequest | undefined, round: number): Plan {
  const [made, setMade] = useState<{ of: string; plan: RolloutPlan | undefined; problem: Problem | undefined }>();
  // A title changes nothing of a plan.
  const of = request === undefined ? undefined : JSON.stringify({ ...request, title: undefined });
  const asked = of === undefined ? undefined : `${round} ${of}`;
  useEffect(() => {
    if (of === undefined || asked === undefined) return undefined;
    const stop = new AbortController();
    const ask = async () => {
      const answer = await callApi({ method: 'POST', path: apiPath(['rollouts', 'preview']), body: JSON.parse(of), schema: RolloutPlan, signal: stop.signal });
      setMade({ of: asked, plan: answer.ok ? answer.data : undefined, problem: answer.ok ? undefined : answer.problem });
    };
    const timer = setTimeout(() => void ask().catch(() => undefined), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [of, asked]);
  if (asked === undefined) return { plan: undefined, problem: undefined, isStale: false };
  return { plan: made?.plan, problem: made?.problem, isStale: made?.of !== asked };
}
