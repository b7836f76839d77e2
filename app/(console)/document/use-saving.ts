// SPDX-License-Identifier: GPL-2.0-or-later
// Saves the document of a form under the version it was read as: new, changed, refused at its fields, or saved by somebody else meanwhile.
'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { type FieldErrors, type FieldPath, type FieldValues, type Resolver, set, type UseFormReturn } from 'react-hook-form';
import type { z } from 'zod';
import { apiPath, callApi } from '../../api-client.ts';
import { placeAtFields } from '../../form/refused-fields.ts';
import type { Problem } from '../../problem.ts';
import { notify } from '../notice/notices.ts';

/** A document and the version it was read as. */
export type Stored<Document> = { readonly document: Document; readonly etag: string };

/** What a kind of document is, as a form sees it. */
export type DocumentForm<Draft, Document> = {
  /** Its place in the API and among the pages, for example "recipes". */
  readonly place: string;
  readonly schema: z.ZodType<Document>;
  readonly draftOf: (document: Document) => Draft;
  readonly documentOf: (draft: Draft) => object;
  /** The field of the form for a path in the document. */
  readonly fieldOf: (path: string) => string;
  readonly draftProblems: (draft: Draft) => readonly { readonly field: string; readonly message: string }[];
  readonly text: { readonly exists: string; readonly created: (title: string) => string; readonly saved: (title: string) => string };
};

/** Refuses what the schema refuses, each at its field; what belongs to no field stands at the root. */
export function resolverOf<Draft extends FieldValues>({ draftProblems }: Pick<DocumentForm<Draft, unknown>, 'draftProblems'>): Resolver<Draft> {
  return (values) => {
    const problems = draftProblems(values);
    if (problems.length === 0) return { values, errors: {} };
    const errors: FieldErrors<Draft> = {};
    for (const { field, message } of problems) set(errors, field === '' ? 'root' : field, { type: 'value', message });
    return { values: {}, errors };
  };
}

export function useSaving<Draft extends FieldValues & { readonly id: string }, Document extends { readonly title: string }>(
  kind: DocumentForm<Draft, Document>, form: UseFormReturn<Draft>, stored: Stored<Document> | undefined,
) {
  const router = useRouter();
  const [version, setVersion] = useState(stored?.etag);
  const [problem, setProblem] = useState<Problem>();
  const [theirs, setTheirs] = useState<Stored<Document>>();
  const isField = (name: string, draft: Draft): name is FieldPath<Draft> => Object.hasOwn(draft, name.split('.')[0] ?? '');
  const fieldAt = (name: string, draft: Draft): FieldPath<Draft> | undefined => (isField(name, draft) ? name : undefined);

  const refused = async (refusal: Problem, draft: Draft) => {
    const now = refusal.status === 412 && stored !== undefined ? await callApi({ path: apiPath([kind.place, draft.id]), schema: kind.schema }) : undefined;
    if (now?.ok === true) {
      setTheirs({ document: now.data, etag: now.etag ?? '' });
      return;
    }
    if (refusal.status === 412 && stored === undefined) {
      const id = fieldAt('id', draft);
      if (id !== undefined) form.setError(id, { message: kind.text.exists }, { shouldFocus: true });
      return;
    }
    setProblem(placeAtFields(refusal, (path) => fieldAt(kind.fieldOf(path), draft), form.setError));
  };
  /** @param etag the version that it replaces; without, it must be new. */
  const send = async (draft: Draft, etag: string | undefined) => {
    setProblem(undefined);
    setTheirs(undefined);
    const id = draft.id.trim();
    const precondition = etag === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: etag };
    const answer = await callApi({ method: 'PUT', path: apiPath([kind.place, id]), body: kind.documentOf(draft), schema: kind.schema, ...precondition });
    if (!answer.ok) return refused(answer.problem, draft);
    notify(stored === undefined ? kind.text.created(answer.data.title) : kind.text.saved(answer.data.title));
    form.reset(draft);
    router.push(`/${kind.place}/${id}`);
  };
  const take = (other: Stored<Document>) => {
    setTheirs(undefined);
    setVersion(other.etag);
    form.reset(kind.draftOf(other.document));
  };
  return { version, problem, theirs, send, take };
}
