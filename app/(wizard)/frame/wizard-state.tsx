// SPDX-License-Identifier: GPL-2.0-or-later
// Holds a draft being edited: form values, problems and which of them are shown, preview, step, focus; and keeps the draft in the browser.
'use client';
import { type ReactNode, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { FormProvider, useForm, useWatch, type UseFormReturn } from 'react-hook-form';
import { TargetId } from '#kickstart/profile/targets.ts';
import { useAutosave } from '../draft/autosave.ts';
import { checkDraft } from '../draft/check.ts';
import { type Wizard, WizardProvider } from '../draft/context.tsx';
import { documentOf, type Draft, sameDraft } from '../draft/draft.ts';
import { previewOf } from '../draft/render.ts';
import { focusField, inPageOrder, previewLineId } from '../field/place.ts';
import { type StepId, stepOf } from './steps.ts';
import { useStepInUrl } from './step-in-url.ts';

export type Source = {
  /** Name under which the draft is kept: the profile's id, `new`, or `clone.<id>`. */
  readonly name: string;
  readonly isNew: boolean;
  readonly values: Draft;
  /** The saved profile (or what a new one began with), against which the draft is compared. */
  readonly base: Draft;
  readonly etag: string | undefined;
  /** The profile this one is copied from, until it is saved. */
  readonly cloneOf: string | undefined;
};

/** Which problems the admin has been told of. */
function useShown(form: UseFormReturn) {
  const [told, setTold] = useState<ReadonlySet<string>>(new Set());
  const add = (paths: readonly string[]) => setTold((before) => (paths.every((path) => before.has(path)) ? before : new Set([...before, ...paths])));
  const isShown = (path: string) => [...told].some((known) => path === known || path.startsWith(`${known}.`));
  /** Tells every problem of the step; the paths, in the order of the page. */
  const tell = (step: StepId) => {
    const found = inPageOrder(checkDraft(documentOf(form.getValues())).filter((problem) => stepOf(problem.path) === step));
    add(found.map((problem) => problem.path));
    return found;
  };
  return { isShown, add, tell };
}

/** Focuses a field: at once, or when its step has been drawn, which `onDrawn` is told. */
function useFieldJump(step: StepId, goTo: (step: StepId) => void) {
  const wanted = useRef<string>(undefined);
  const goToField = (path: string) => {
    wanted.current = undefined;
    if (stepOf(path) === step) focusField(path);
    else {
      wanted.current = path;
      goTo(stepOf(path));
    }
  };
  const onDrawn = useCallback((drawn: StepId) => {
    if (wanted.current === undefined || stepOf(wanted.current) !== drawn) return;
    focusField(wanted.current);
    wanted.current = undefined;
  }, []);
  return { goToField, onDrawn };
}

export type WizardHandle = {
  readonly wizard: Wizard;
  readonly form: UseFormReturn;
  /** Tries to go on: true when the step is complete. */
  readonly tryNext: () => Promise<boolean>;
  /** Tells every problem of every step; true when there is none. */
  readonly tellAll: () => boolean;
  readonly isDirty: boolean;
  /** A step stands on the page, with its fields. Stays the same function. */
  readonly onDrawn: (step: StepId) => void;
  readonly onFocus: (field: string | undefined) => void;
  readonly onLeaveField: (field: string) => void;
};

export function useWizardState(source: Source): WizardHandle {
  const form = useForm({ defaultValues: source.values });
  const { step, goTo } = useStepInUrl();
  const live: Draft = useWatch({ control: form.control });
  const values = useDeferredValue(live);
  const document = useMemo(() => documentOf(values), [values]);
  const problems = useMemo(() => checkDraft(document), [document]);
  const preview = useMemo(() => previewOf(document), [document]);
  const [focused, setFocused] = useState<string>();
  const [line, pointAt] = useState<number>();
  const { isShown, add, tell } = useShown(form);
  const work = useRef(new Set<Promise<unknown>>());
  const { goToField, onDrawn } = useFieldJump(step, goTo);
  useAutosave(source.name, live, source.base, source.etag);

  const wizard: Wizard = {
    document, problems, preview, focused, step, goTo, goToField, line, pointAt, isNew: source.isNew,
    showLine: (number) => {
      pointAt(number);
      window.document.getElementById(previewLineId(number))?.scrollIntoView({ block: 'center' });
    },
    target: TargetId.safeParse(document['target']).data ?? 'centos9',
    shown: problems.filter((problem) => isShown(problem.path)),
    wait: (promise) => {
      work.current.add(promise);
      void promise.finally(() => work.current.delete(promise));
    },
  };
  return {
    wizard,
    form,
    tryNext: async () => {
      await Promise.allSettled(work.current);
      const [first] = tell(step);
      if (first === undefined) return true;
      setTimeout(() => focusField(first.path), 0);
      return false;
    },
    tellAll: () => {
      const all = checkDraft(documentOf(form.getValues()));
      add(all.map((problem) => problem.path));
      return all.length === 0;
    },
    isDirty: !sameDraft(values, source.base),
    onDrawn,
    onFocus: setFocused,
    onLeaveField: (field) => add([field]),
  };
}

export function WizardContexts({ handle, children }: { handle: WizardHandle; children: ReactNode }) {
  return <FormProvider {...handle.form}><WizardProvider value={handle.wizard}>{children}</WizardProvider></FormProvider>;
}
