// SPDX-License-Identifier: GPL-2.0-or-later
// The step stands in the address, so that Back goes to the previous step and a reload stays where it was.
'use client';
import { useSearchParams } from 'next/navigation';
import { type StepId, stepNamed, steps } from './steps.ts';

export function useStepInUrl(): { step: StepId; goTo: (step: StepId) => void } {
  const search = useSearchParams();
  const step = stepNamed(search.get('step')) ?? steps[0].id;
  return {
    step,
    goTo: (wanted) => {
      if (wanted === step) return;
      const next = new URLSearchParams(search);
      next.set('step', wanted);
      window.history.pushState(null, '', `?${next}`);
    },
  };
}
