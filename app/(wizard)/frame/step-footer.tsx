// SPDX-License-Identifier: GPL-2.0-or-later
// Next and Back. Next can always be pressed; what is missing is said then.
'use client';
import { ActionList, ActionListGroup, ActionListItem, Button, WizardFooterWrapper } from '@patternfly/react-core';
import { type ReactNode, useState } from 'react';
import { useWizard } from '../draft/context.tsx';
import { indexOfStep, steps } from './steps.ts';
import { StepFollower } from './step-nav.tsx';
import { WORDS } from './words.ts';

type StepFooterProps = {
  tryNext: () => Promise<boolean>;
  /** The button of the last step. */
  last: ReactNode;
  onCancel: () => void;
};

export function StepFooter({ tryNext, last, onCancel }: StepFooterProps) {
  const { step, goTo } = useWizard();
  const [isBusy, setBusy] = useState(false);
  const at = indexOfStep(step);
  const next = steps[at + 1];
  const back = steps[at - 1];
  const onNext = async () => {
    setBusy(true);
    const isComplete = await tryNext();
    setBusy(false);
    if (isComplete && next !== undefined) goTo(next.id);
  };
  return (
    <WizardFooterWrapper>
      <StepFollower />
      <ActionList>
        <ActionListGroup>
          <ActionListItem>
            <Button variant="secondary" isDisabled={back === undefined} onClick={() => back !== undefined && goTo(back.id)}>{WORDS.back}</Button>
          </ActionListItem>
          <ActionListItem>
            {next === undefined ? last : <Button variant="primary" isLoading={isBusy} onClick={() => void onNext()}>{WORDS.next}</Button>}
          </ActionListItem>
        </ActionListGroup>
        <ActionListGroup>
          <ActionListItem><Button variant="link" onClick={onCancel}>{WORDS.cancel}</Button></ActionListItem>
        </ActionListGroup>
      </ActionList>
    </WizardFooterWrapper>
  );
}
