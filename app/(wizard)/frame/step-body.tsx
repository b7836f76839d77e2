// SPDX-License-Identifier: GPL-2.0-or-later
// One step: its title, the summary of what is wrong, and the form.
'use client';
import { Alert, Button, Content, Form, List, ListItem, Title } from '@patternfly/react-core';
import { type ReactNode, useEffect } from 'react';
import { useWizard } from '../draft/context.tsx';
import { placeOf } from '../field/field-text.ts';
import { fieldOfEvent } from '../field/place.ts';
import { type StepId, stepOf, type steps } from './steps.ts';
import { WORDS } from './words.ts';

/** Links to every field of the step that is wrong and known to be. */
function ErrorSummary() {
  const { shown, step, goToField } = useWizard();
  const here = shown.filter((problem) => stepOf(problem.path) === step);
  return (
    <div role="alert" className="bw-summary">
      {here.length > 0 && (
        <Alert isInline variant="danger" title={WORDS.summaryTitle(here.length)} component="h3">
          <List>
            {here.map((problem) => (
              <ListItem key={problem.path}>
                <Button variant="link" isInline onClick={() => goToField(problem.path)}>{placeOf(problem.path)}</Button>: {problem.message}
              </ListItem>
            ))}
          </List>
        </Alert>
      )}
    </div>
  );
}

type StepBodyProps = {
  step: (typeof steps)[number];
  onDrawn: (step: StepId) => void;
  onFocus: (field: string | undefined) => void;
  onLeaveField: (field: string) => void;
  children: ReactNode;
};

export function StepBody({ step, onDrawn, onFocus, onLeaveField, children }: StepBodyProps) {
  useEffect(() => onDrawn(step.id), [step.id, onDrawn]);
  return (
    <div
      className="bw-step"
      onFocus={(event) => onFocus(fieldOfEvent(event.target))}
      onBlur={(event) => {
        const left = fieldOfEvent(event.target);
        if (left !== undefined && fieldOfEvent(event.relatedTarget) !== left) onLeaveField(left);
      }}
    >
      <Title headingLevel="h2" size="xl">{step.name}</Title>
      <Content component="p" className="bw-intro">{step.intro}</Content>
      <ErrorSummary />
      <Form onSubmit={(event) => event.preventDefault()}>{children}</Form>
    </div>
  );
}
