// SPDX-License-Identifier: GPL-2.0-or-later
// The state of the form of a host: values, problems and which of them are shown, and the context that the wizard's fields expect.
'use client';
import { type FocusEvent, type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { FormProvider, useForm, useWatch } from 'react-hook-form';
import { Profile } from '#kickstart/profile/profile.ts';
import type { Problem as FieldProblem } from '../../../(wizard)/draft/check.ts';
import { type Wizard, WizardProvider } from '../../../(wizard)/draft/context.tsx';
import { type Draft, sameDraft, valueAt } from '../../../(wizard)/draft/draft.ts';
import { previewOf } from '../../../(wizard)/draft/render.ts';
import { fieldOfEvent, focusField, inPageOrder } from '../../../(wizard)/field/place.ts';
import { apiPath } from '../../../api-client.ts';
import type { Problem } from '../../../problem.ts';
import { useAnswer } from '../../list/use-answer.ts';
import { checkHost, formPath, hostDocument, mergedDocument } from './host-draft.ts';

/** Which problems are shown: of fields that were left, of everything once saving was tried, and those the server found. */
function useTold() {
  const [told, setTold] = useState<ReadonlySet<string>>(new Set());
  const [isTried, setTried] = useState(false);
  const [ofServer, setOfServer] = useState<readonly FieldProblem[]>([]);
  const isShown = (path: string) => isTried || [...told].some((known) => path === known || path.startsWith(`${known}.`));
  return {
    isTried,
    try: () => setTried(true),
    leave: (event: FocusEvent) => {
      const left = fieldOfEvent(event.target);
      if (left !== undefined && fieldOfEvent(event.relatedTarget) !== left) setTold((before) => new Set([...before, left]));
    },
    ofServer,
    setOfServer,
    shown: (problems: readonly FieldProblem[]) => [...problems.filter((problem) => isShown(problem.path)), ...ofServer],
  };
}

export type HostFormState = ReturnType<typeof useHostForm>;

/** @param id of the host that is edited; undefined for a new one. */
export function useHostForm(initial: Draft, id: string | undefined) {
  const [base, setBase] = useState(initial);
  const form = useForm({ defaultValues: initial });
  const live: Draft = useWatch({ control: form.control });
  const values = useDeferredValue(live);
  const chosen = valueAt(values, 'profile');
  const asked = useAnswer(typeof chosen === 'string' && chosen !== '' ? apiPath(['profiles', chosen]) : undefined, Profile);
  const profile = asked.answer?.ok === true && asked.answer.data.id === chosen ? asked.answer.data : undefined;
  const problems = useMemo(() => checkHost(hostDocument(values, id), profile), [values, id, profile]);
  const merged = useMemo(() => (profile === undefined ? values : mergedDocument(values, profile)), [values, profile]);
  const preview = useMemo(() => previewOf(merged), [merged]);
  const told = useTold();

  const wizard: Wizard = {
    document: merged, problems, preview, target: profile?.target ?? 'centos9', isNew: id === undefined,
    shown: told.shown(problems), focused: undefined, step: 'network',
    goTo: () => undefined, goToField: focusField, wait: () => undefined,
    line: undefined, pointAt: () => undefined, showLine: () => undefined,
  };
  return {
    form, wizard, profile, told, isLoading: asked.isLoading,
    profileProblem: asked.answer?.ok === false && !asked.isLoading ? asked.answer.problem : undefined,
    isDirty: !sameDraft(live, base),
    /** The document to send, or nothing when there are problems: they are shown then, and the first has the focus. */
    ready: (): Draft | undefined => {
      told.try();
      told.setOfServer([]);
      const document = hostDocument(form.getValues(), id);
      const [first] = inPageOrder(checkHost(document, profile));
      if (first === undefined) return document;
      setTimeout(() => focusField(first.path), 0);
      return undefined;
    },
    /** Shows what the server refused at its fields; the rest is for the caller. */
    refuse: (problem: Problem) => {
      const found = (problem.errors ?? []).map(({ path, message }) => ({ path: formPath(path), message }));
      told.setOfServer(found);
      const [first] = inPageOrder(found);
      if (first !== undefined) setTimeout(() => focusField(first.path), 0);
    },
    /** Takes `draft` as what is saved. */
    restart: (draft: Draft) => {
      setBase(draft);
      form.reset(draft);
    },
  };
}

export function HostFormContexts({ state, children }: { state: HostFormState; children: ReactNode }) {
  return <FormProvider {...state.form}><WizardProvider value={state.wizard}>{children}</WizardProvider></FormProvider>;
}
