// SPDX-License-Identifier: GPL-2.0-or-later
// The list of steps with the state of each, in words too; and what keeps PatternFly's idea of the step equal to the address.
'use client';
import { useWizardContext, WizardNav, WizardNavItem } from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import { useWizard } from '../draft/context.tsx';
import { indexOfStep, type StepId, stepOf, steps } from './steps.ts';
import { WORDS } from './words.ts';

/** The steps seen so far: all of them where a saved profile is edited, and everything up to the step of the address. */
function useFurthest(step: StepId, isNew: boolean): number {
  const [furthest, setFurthest] = useState(isNew ? 0 : steps.length - 1);
  const here = indexOfStep(step);
  if (here > furthest) setFurthest(here);
  return Math.max(here, furthest);
}

export function StepNav() {
  const { step, goTo, isNew, problems, shown } = useWizard();
  const furthest = useFurthest(step, isNew);
  const statusOf = (id: StepId, index: number) => {
    if (shown.some((problem) => stepOf(problem.path) === id)) return 'error';
    if (id === 'review' || index > furthest || (index === furthest && isNew)) return 'default';
    return problems.some((problem) => stepOf(problem.path) === id) ? 'default' : 'success';
  };
  return (
    <WizardNav aria-label={WORDS.steps}>
      {steps.map(({ id, name }, index) => (
        <WizardNavItem
          key={id}
          id={`step-${id}`}
          content={name}
          stepIndex={index + 1}
          isCurrent={id === step}
          isDisabled={index > furthest}
          status={statusOf(id, index)}
          onClick={() => goTo(id)}
        />
      ))}
    </WizardNav>
  );
}

/** PatternFly holds the active step in itself; this moves it to where the address is. */
export function StepFollower() {
  const { step } = useWizard();
  const { activeStep, goToStepById, mainWrapperRef } = useWizardContext();
  useEffect(() => {
    if (activeStep.id === step) return;
    goToStepById(step);
    mainWrapperRef.current?.focus({ preventScroll: true });
    mainWrapperRef.current?.scrollTo({ top: 0 });
  }, [activeStep.id, step, goToStepById, mainWrapperRef]);
  useEffect(() => {
    // On a narrow screen PatternFly names the button that opens the steps "Wizard toggle", whatever it shows, and has no property to change that.
    const at = indexOfStep(step);
    document.querySelector('.pf-v6-c-wizard__toggle')?.setAttribute('aria-label', `${at + 1} ${steps[at]?.name ?? ''}, ${WORDS.steps}`);
  }, [step]);
  return null;
}
