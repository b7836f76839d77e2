// SPDX-License-Identifier: GPL-2.0-or-later
// The form of an image definition: new or changed, saved under the version it was read as.
'use client';
import { ActionGroup, Alert, AlertActionLink, Button, Form } from '@patternfly/react-core';
import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { type FieldErrors, type FieldPath, type Resolver, set, useForm } from 'react-hook-form';
import { ImageDefinition } from '#kickstart/build/definition.ts';
import { LinkButton } from '#app/shell/link-button.tsx';
import { apiPath, callApi } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { LeaveDialog } from '../../hosts/form/leave-dialog.tsx';
import { notify } from '../../notice/notices.ts';
import { type DefinitionDraft, documentOf, draftOf, draftProblems, fieldOf, newDraft } from './definition-draft.ts';
import { DefinitionFields } from './definition-fields.tsx';
import { TEXT } from './text.ts';

export type StoredDefinition = { definition: ImageDefinition; etag: string };

const resolver: Resolver<DefinitionDraft> = (values) => {
  const problems = draftProblems(values);
  if (problems.length === 0) return { values, errors: {} };
  const errors: FieldErrors<DefinitionDraft> = {};
  for (const { field, message } of problems) set(errors, field, { type: 'value', message });
  return { values: {}, errors };
};

const isField = (name: string, draft: DefinitionDraft): name is FieldPath<DefinitionDraft> => name.split('.')[0] !== undefined && Object.hasOwn(draft, name.split('.')[0] ?? '');

function useSaving(stored: StoredDefinition | undefined) {
  const router = useRouter();
  const form = useForm<DefinitionDraft>({ resolver, mode: 'onTouched', defaultValues: stored === undefined ? newDraft : draftOf(stored.definition) });
  const [version, setVersion] = useState(stored?.etag);
  const [problem, setProblem] = useState<Problem>();
  const [theirs, setTheirs] = useState<StoredDefinition>();

  const refused = async (refusal: Problem, draft: DefinitionDraft) => {
    const now = refusal.status === 412 && stored !== undefined ? await callApi({ path: apiPath(['definitions', draft.id]), schema: ImageDefinition }) : undefined;
    if (now?.ok === true) {
      setTheirs({ definition: now.data, etag: now.etag ?? '' });
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
  const send = async (draft: DefinitionDraft, etag: string | undefined) => {
    setProblem(undefined);
    setTheirs(undefined);
    const id = draft.id.trim();
    const precondition = etag === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: etag };
    const answer = await callApi({ method: 'PUT', path: apiPath(['definitions', id]), body: documentOf(draft), schema: ImageDefinition, ...precondition });
    if (!answer.ok) return refused(answer.problem, draft);
    notify(stored === undefined ? TEXT.created(answer.data.title) : TEXT.saved(answer.data.title));
    form.reset(draft);
    router.push(`/definitions/${id}`);
  };
  const take = (other: StoredDefinition) => {
    setTheirs(undefined);
    setVersion(other.etag);
    form.reset(draftOf(other.definition));
  };
  return { form, version, problem, theirs, send, take };
}

/** Sets the focus to the field that a link named: the way from a finding to what mends it. */
function useFieldInUrl(): void {
  const name = useSearchParams().get('field');
  useEffect(() => {
    if (name === null) return;
    const field = fieldOf(name);
    const parts = [field, `${field}.name`, `${field}.body`, field.split('.')[0] ?? ''];
    parts.map((part) => document.getElementById(`field-${part}`)).find((found) => found !== null)?.focus();
  }, [name]);
}

export function DefinitionForm({ stored }: { stored?: StoredDefinition }) {
  const { form, version, problem, theirs, send, take } = useSaving(stored);
  const { control, handleSubmit, formState, getValues } = form;
  useFieldInUrl();
  const count = formState.isSubmitted ? draftProblems(getValues()).length : 0;
  return (
    <Form noValidate className="bw-narrow" onSubmit={(event) => void handleSubmit((draft) => send(draft, version))(event)}>
      <div role="alert">{count > 0 && !formState.isValid && <Alert isInline variant="danger" component="h2" title={TEXT.summary(count)} />}</div>
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
      <DefinitionFields control={control} isNew={stored === undefined} />
      <ActionGroup>
        <Button type="submit" isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{stored === undefined ? TEXT.create : TEXT.save}</Button>
        <LinkButton variant="link" href={stored === undefined ? '/definitions' : `/definitions/${stored.definition.id}`}>{TEXT.cancel}</LinkButton>
      </ActionGroup>
      <LeaveDialog isDirty={formState.isDirty && !formState.isSubmitting && !formState.isSubmitSuccessful} />
    </Form>
  );
}
