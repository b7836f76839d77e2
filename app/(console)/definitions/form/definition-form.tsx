// SPDX-License-Identifier: GPL-2.0-or-later
// The form of an image definition: new or changed, saved under the version it was read as.
'use client';
import { ActionGroup, Alert, Button, Form } from '@patternfly/react-core';
import { useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { useForm } from 'react-hook-form';
import { ImageDefinition } from '#kickstart/build/definition.ts';
import { LinkButton } from '#app/shell/link-button.tsx';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { ConflictAlert } from '../../document/conflict-alert.tsx';
import { type DocumentForm, resolverOf, useSaving } from '../../document/use-saving.ts';
import { LeaveDialog } from '../../hosts/form/leave-dialog.tsx';
import { type DefinitionDraft, documentOf, draftOf, draftProblems, fieldOf, newDraft } from './definition-draft.ts';
import { DefinitionFields } from './definition-fields.tsx';
import { TEXT } from './text.ts';

export type StoredDefinition = { definition: ImageDefinition; etag: string };

const FORM: DocumentForm<DefinitionDraft, ImageDefinition> = { place: 'definitions', schema: ImageDefinition, draftOf, documentOf, fieldOf, draftProblems, text: TEXT };
const resolver = resolverOf(FORM);

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
  const form = useForm<DefinitionDraft>({ resolver, mode: 'onTouched', defaultValues: stored === undefined ? newDraft : draftOf(stored.definition) });
  const { control, handleSubmit, formState, getValues } = form;
  const { version, problem, theirs, send, take } = useSaving(FORM, form, stored && { document: stored.definition, etag: stored.etag });
  useFieldInUrl();
  const count = formState.isSubmitted ? draftProblems(getValues()).length : 0;
  return (
    <Form noValidate className="bw-narrow" onSubmit={(event) => void handleSubmit((draft) => send(draft, version))(event)}>
      <div role="alert">{count > 0 && !formState.isValid && <Alert isInline variant="danger" component="h2" title={TEXT.summary(count)} />}</div>
      <ProblemAlert title={TEXT.saveFailed} problem={problem} />
      {theirs !== undefined && <ConflictAlert title={TEXT.conflictTitle} onOverwrite={() => void send(getValues(), theirs.etag)} onTake={() => take(theirs)} />}
      <DefinitionFields control={control} isNew={stored === undefined} />
      <ActionGroup>
        <Button type="submit" isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{stored === undefined ? TEXT.create : TEXT.save}</Button>
        <LinkButton variant="link" href={stored === undefined ? '/definitions' : `/definitions/${stored.definition.id}`}>{TEXT.cancel}</LinkButton>
      </ActionGroup>
      <LeaveDialog isDirty={formState.isDirty && !formState.isSubmitting && !formState.isSubmitSuccessful} />
    </Form>
  );
}
