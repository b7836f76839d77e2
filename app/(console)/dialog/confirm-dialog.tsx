// SPDX-License-Identifier: GPL-2.0-or-later
// Asks before something is done that cannot be overlooked, does it, and stays open with the reason when it was refused.
'use client';
import { Button, Stack, StackItem } from '@patternfly/react-core';
import { type ReactNode, useState } from 'react';
import type { Answer } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import type { Problem } from '../../problem.ts';
import { Dialog } from './dialog.tsx';
import { TEXT } from './text.ts';

type ConfirmDialogProps = {
  title: string;
  /** The verb on the button, with its object: "Delete the profile". */
  confirm: string;
  /** What the alert says when it was refused: "The profile was not deleted". */
  refused: string;
  /** Nothing is taken away: the button is no warning. */
  isHarmless?: boolean;
  act: () => Promise<Answer<unknown>>;
  onDone: () => void;
  onClose: () => void;
  /** Shown under a refusal: the way on. */
  wayOn?: (problem: Problem) => ReactNode;
  children: ReactNode;
};

export function ConfirmDialog({ title, confirm, refused, isHarmless = false, act, onDone, onClose, wayOn, children }: ConfirmDialogProps) {
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    const answer = await act();
    setBusy(false);
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) onDone();
  };
  const buttons = (
    <>
      <Button variant={isHarmless ? 'primary' : 'danger'} isLoading={isBusy} isDisabled={isBusy} onClick={() => void go()}>{confirm}</Button>
      <Button variant="link" onClick={onClose}>{TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={title} {...(!isHarmless && { titleIcon: 'warning' })} onClose={onClose} buttons={buttons}>
      <Stack hasGutter>
        <StackItem>{children}</StackItem>
        {problem !== undefined && <StackItem><ProblemAlert title={refused} problem={problem} />{wayOn?.(problem)}</StackItem>}
      </Stack>
    </Dialog>
  );
}
