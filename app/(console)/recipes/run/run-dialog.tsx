// SPDX-License-Identifier: GPL-2.0-or-later
// Asks which image a recipe is put into, and how the new one is called.
'use client';
import { Button, Form, FormSelect, FormSelectOption, TextInput } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { NVR_RULE } from '#kickstart/recipe/nvr.ts';
import type { Recipe } from '#kickstart/recipe/recipe.ts';
import { apiPath, callApi } from '../../../api-client.ts';
import { FieldFrame } from '../../../form/field-frame.tsx';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { Dialog } from '../../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../../dialog/text.ts';
import { useAnswer } from '../../list/use-answer.ts';
import { notify } from '../../notice/notices.ts';
import { type Parent, Parents, Proposal, RunStarted } from '../answers.ts';
import { RUN_TEXT as TEXT } from '../text.ts';

type RunDialogProps = { recipe: Recipe; /** sha256 of the image that was chosen already. */ parent: string | undefined; onClose: () => void; onStarted: (job: string) => void };

function labelOf({ nvr, name, verdict, sha256 }: Parent): string {
  return `${nvr ?? name} (${verdict === null ? TEXT.untested : TEXT.verdicts[verdict]}, ${sha256.slice(0, 12)})`;
}

function fits({ target }: Parent, recipe: Recipe): boolean {
  return recipe.target === null || target === null || target === recipe.target;
}

function useRun(recipe: Recipe, onStarted: (job: string) => void) {
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const run = async (parent: string, nvr: string) => {
    setBusy(true);
    const answer = await callApi({ method: 'POST', path: apiPath(['recipes', recipe.id, 'run']), body: { parent, ...(nvr === '' ? {} : { nvr }) }, schema: RunStarted });
    setBusy(false);
    setProblem(answer.ok ? undefined : answer.problem);
    if (!answer.ok) return;
    notify(TEXT.started(answer.data.nvr));
    onStarted(answer.data.job);
  };
  const nvrError = problem?.errors?.find(({ path }) => path === 'nvr')?.message;
  return { run, isBusy, nvrError, problem: nvrError === undefined ? problem : undefined };
}

export function RunDialog({ recipe, parent, onClose, onStarted }: RunDialogProps) {
  const id = useId();
  const { answer } = useAnswer(apiPath(['images'], { state: 'available', limit: 100 }), Parents);
  const items = answer?.ok === true ? answer.data.items.filter((image) => fits(image, recipe)) : [];
  const [picked, pick] = useState(parent);
  const chosen = items.find(({ sha256 }) => sha256 === picked)?.sha256 ?? items[0]?.sha256;
  const { answer: proposal, isLoading } = useAnswer(chosen === undefined ? undefined : apiPath(['recipes', recipe.id, 'name'], { parent: chosen }), Proposal);
  const [typed, type] = useState<{ parent: string; nvr: string }>();
  const { run, isBusy, nvrError, problem } = useRun(recipe, onStarted);
  const proposed = proposal?.ok === true && !isLoading ? proposal.data : undefined;
  const nvr = typed !== undefined && typed.parent === chosen ? typed.nvr : proposed?.nvr ?? '';
  const buttons = (
    <>
      {chosen !== undefined && <Button type="submit" form={id} isLoading={isBusy} isDisabled={isBusy || isLoading}>{TEXT.submit}</Button>}
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={TEXT.title(recipe.title)} size="medium" onClose={onClose} buttons={buttons}>
      <ProblemAlert title={TEXT.parentsFailed} problem={answer?.ok === false ? answer.problem : undefined} />
      <ProblemAlert title={TEXT.nameFailed} problem={proposal?.ok === false ? proposal.problem : undefined} />
      <ProblemAlert title={TEXT.failed} problem={problem} />
      {answer?.ok === true && items.length === 0 && <p>{TEXT.noParents}</p>}
      <Form
        id={id}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen !== undefined && !isBusy) void run(chosen, nvr.trim());
        }}
      >
        {chosen !== undefined && (
          <>
            <FieldFrame id={`${id}-parent`} label={TEXT.parent} help={TEXT.parentHelp} isRequired>
              {({ validated: _, ...input }) => (
                <FormSelect {...input} value={chosen} onChange={(_event, value) => pick(value)}>
                  {items.map((image) => <FormSelectOption key={image.sha256} value={image.sha256} label={labelOf(image)} />)}
                </FormSelect>
              )}
            </FieldFrame>
            <FieldFrame id={`${id}-nvr`} label={TEXT.nvr} help={proposed?.problem ?? NVR_RULE} error={nvrError} isRequired>
              {(input) => <TextInput {...input} value={nvr} onChange={(_event, value) => type({ parent: chosen, nvr: value })} autoComplete="off" autoCapitalize="none" spellCheck={false} />}
            </FieldFrame>
          </>
        )}
      </Form>
    </Dialog>
  );
}
