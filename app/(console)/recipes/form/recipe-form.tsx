// SPDX-License-Identifier: GPL-2.0-or-later
// The form of a recipe: new or changed, saved under the version it was read as.
'use client';
import { ActionGroup, Alert, AlertActionLink, Button, Form } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { type FieldErrors, type FieldPath, type Resolver, set, useForm } from 'react-hook-form';
import { Recipe } from '#kickstart/recipe/recipe.ts';
import { LinkButton } from '#app/shell/link-button.tsx';
import { apiPath, callApi } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { LeaveDialog } from '../../hosts/form/leave-dialog.tsx';
import { notify } from '../../notice/notices.ts';
import { documentOf, draftOf, draftProblems, fieldOf, newDraft, type RecipeDraft } from './recipe-draft.ts';
import { RecipeFields } from './recipe-fields.tsx';
import { TEXT } from './text.ts';

export type StoredRecipe = { recipe: Recipe; etag: string };

const resolver: Resolver<RecipeDraft> = (values) => {
  const problems = draftProblems(values);
  if (problems.length === 0) return { values, errors: {} };
  const errors: FieldErrors<RecipeDraft> = {};
  for (const { field, message } of problems) set(errors, field === '' ? 'root' : field, { type: 'value', message });
  return { values: {}, errors };
};

const isField = (name: string, draft: RecipeDraft): name is FieldPath<RecipeDraft> => Object.hasOwn(draft, name.split('.')[0] ?? '');

function useSaving(stored: StoredRecipe | undefined) {
  const router = useRouter();
  const form = useForm<RecipeDraft>({ resolver, mode: 'onTouched', defaultValues: stored === undefined ? newDraft : draftOf(stored.recipe) });
  const [version, setVersion] = useState(stored?.etag);
  const [problem, setProblem] = useState<Problem>();
  const [theirs, setTheirs] = useState<StoredRecipe>();

  const refused = async (refusal: Problem, draft: RecipeDraft) => {
    const now = refusal.status === 412 && stored !== undefined ? await callApi({ path: apiPath(['recipes', draft.id]), schema: Recipe }) : undefined;
    if (now?.ok === true) {
      setTheirs({ recipe: now.data, etag: now.etag ?? '' });
      return;
    }
    if (refusal.status === 412 && stored === undefined) {
      form.setError('id', { message: TEXT.exists }, { shouldFocus: true });
      return;
    }
    const errors = refusal.errors ?? [];
    for (const { path, message } of errors) {
      const name = fieldOf(path);
      if (isField(name, draft)) form.setError(name, { message }, { shouldFocus: true });
    }
    setProblem(errors.length > 0 && errors.every(({ path }) => isField(fieldOf(path), draft)) ? undefined : refusal);
  };
  const send = async (draft: RecipeDraft, etag: string | undefined) => {
    setProblem(undefined);
    setTheirs(undefined);
    const id = draft.id.trim();
    const precondition = etag === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: etag };
    const answer = await callApi({ method: 'PUT', path: apiPath(['recipes', id]), body: documentOf(draft), schema: Recipe, ...precondition });
    if (!answer.ok) return refused(answer.problem, draft);
    notify(stored === undefined ? TEXT.created(answer.data.title) : TEXT.saved(answer.data.title));
    form.reset(draft);
    router.push(`/recipes/${id}`);
  };
  const take = (other: StoredRecipe) => {
    setTheirs(undefined);
    setVersion(other.etag);
    form.reset(draftOf(other.recipe));
  };
  return { form, version, problem, theirs, send, take };
}

export function RecipeForm({ stored }: { stored?: StoredRecipe }) {
  const { form, version, problem, theirs, send, take } = useSaving(stored);
  const { control, handleSubmit, formState, getValues } = form;
  const problems = formState.isSubmitted ? draftProblems(getValues()) : [];
  const ofWhole = problems.find(({ field }) => field === '')?.message;
  return (
    <Form noValidate className="bw-narrow" onSubmit={(event) => void handleSubmit((draft) => send(draft, version))(event)}>
      <div role="alert">{problems.length > 0 && !formState.isValid && <Alert isInline variant="danger" component="h2" title={TEXT.summary(problems.length)}>{ofWhole}</Alert>}</div>
      <ProblemAlert title={TEXT.saveFailed} problem={problem} />
      {theirs !== undefined && (
        <div role="alert">
          <Alert
            isInline variant="warning" component="h2" title={TEXT.conflictTitle}
            actionLinks={(
              <>
                <AlertActionLink onClick={() => void send(getValues(), theirs.etag)}>{TEXT.overwrite}</AlertActionLink>
                <AlertActionLink onClick={() => take(theirs)}>{TEXT.takeTheirs}</AlertActionLink>
              </>
            )}
          >
            {TEXT.conflictText}
          </Alert>
        </div>
      )}
      <RecipeFields control={control} isNew={stored === undefined} />
      <ActionGroup>
        <Button type="submit" isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{stored === undefined ? TEXT.create : TEXT.save}</Button>
        <LinkButton variant="link" href={stored === undefined ? '/recipes' : `/recipes/${stored.recipe.id}`}>{TEXT.cancel}</LinkButton>
      </ActionGroup>
      <LeaveDialog isDirty={formState.isDirty && !formState.isSubmitting && !formState.isSubmitSuccessful} />
    </Form>
  );
}
