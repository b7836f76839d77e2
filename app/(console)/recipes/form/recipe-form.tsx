// SPDX-License-Identifier: GPL-2.0-or-later
// The form of a recipe: new or changed, saved under the version it was read as.
'use client';
import { ActionGroup, Alert, Button, Form } from '@patternfly/react-core';
import { useForm } from 'react-hook-form';
import { Recipe } from '#kickstart/recipe/recipe.ts';
import { LinkButton } from '#app/shell/link-button.tsx';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { ConflictAlert } from '../../document/conflict-alert.tsx';
import { type DocumentForm, resolverOf, useSaving } from '../../document/use-saving.ts';
import { LeaveDialog } from '../../hosts/form/leave-dialog.tsx';
import { documentOf, draftOf, draftProblems, fieldOf, newDraft, type RecipeDraft } from './recipe-draft.ts';
import { RecipeFields } from './recipe-fields.tsx';
import { TEXT } from './text.ts';

export type StoredRecipe = { recipe: Recipe; etag: string };

const FORM: DocumentForm<RecipeDraft, Recipe> = { place: 'recipes', schema: Recipe, draftOf, documentOf, fieldOf, draftProblems, text: TEXT };
const resolver = resolverOf(FORM);

export function RecipeForm({ stored }: { stored?: StoredRecipe }) {
  const form = useForm<RecipeDraft>({ resolver, mode: 'onTouched', defaultValues: stored === undefined ? newDraft : draftOf(stored.recipe) });
  const { control, handleSubmit, formState, getValues } = form;
  const { version, problem, theirs, send, take } = useSaving(FORM, form, stored && { document: stored.recipe, etag: stored.etag });
  const problems = formState.isSubmitted ? draftProblems(getValues()) : [];
  const ofWhole = problems.find(({ field }) => field === '')?.message;
  return (
    <Form noValidate className="bw-narrow" onSubmit={(event) => void handleSubmit((draft) => send(draft, version))(event)}>
      <div role="alert">{problems.length > 0 && !formState.isValid && <Alert isInline variant="danger" component="h2" title={TEXT.summary(problems.length)}>{ofWhole}</Alert>}</div>
      <ProblemAlert title={TEXT.saveFailed} problem={problem} />
      {theirs !== undefined && <ConflictAlert title={TEXT.conflictTitle} onOverwrite={() => void send(getValues(), theirs.etag)} onTake={() => take(theirs)} />}
      <RecipeFields control={control} isNew={stored === undefined} />
      <ActionGroup>
        <Button type="submit" isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{stored === undefined ? TEXT.create : TEXT.save}</Button>
        <LinkButton variant="link" href={stored === undefined ? '/recipes' : `/recipes/${stored.recipe.id}`}>{TEXT.cancel}</LinkButton>
      </ActionGroup>
      <LeaveDialog isDirty={formState.isDirty && !formState.isSubmitting && !formState.isSubmitSuccessful} />
    </Form>
  );
}
