// SPDX-License-Identifier: GPL-2.0-or-later
// Saving a draft: what came of it, and what to do when somebody else was faster.
'use client';
import { useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { invalidProblem, type Problem } from '../draft/api-problem.ts';
import { forgetDraft } from '../draft/autosave.ts';
import { completeDraft, documentOf, type Draft } from '../draft/draft.ts';
import { type Cloned, saveProfile } from '../draft/save.ts';
import type { Source } from '../frame/wizard-state.tsx';
import { WORDS } from './words.ts';

type Theirs = { readonly document: Draft; readonly etag: string | undefined };

export type Saving = {
  readonly isBusy: boolean;
  readonly savedId: string | undefined;
  readonly problem: Problem | undefined;
  /** What is stored now, when it is not what the draft began with. */
  readonly theirs: Theirs | undefined;
  readonly save: () => Promise<void>;
  readonly merge: (document: Draft) => void;
  readonly decideLater: () => void;
};

export function useSaving(source: Source, form: UseFormReturn, onBase: (base: Draft, etag: string | undefined) => void): Saving {
  const [isBusy, setBusy] = useState(false);
  const [savedId, setSavedId] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [theirs, setTheirs] = useState<Theirs>();
  const [cloned, setCloned] = useState<Cloned>();

  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    setSavedId(undefined);
    const document = documentOf(form.getValues());
    const answer = await saveProfile({ document, isNew: source.isNew && source.etag === undefined, etag: source.etag, cloneOf: source.cloneOf, cloned, onCloned: setCloned });
    setBusy(false);
    switch (answer.outcome) {
      case 'saved': {
        const saved = completeDraft(answer.document);
        form.reset(saved);
        onBase(saved, answer.etag);
        forgetDraft(source.name);
        setSavedId(String(answer.document['id']));
        break;
      }
      case 'conflict':
        setTheirs({ document: answer.theirs, etag: answer.etag });
        break;
      case 'exists':
        setProblem(invalidProblem('id', WORDS.exists));
        break;
      case 'failed':
        setProblem(answer.problem);
    }
  };
  return {
    isBusy, savedId, problem, theirs, save,
    merge: (document) => {
      if (theirs === undefined) return;
      form.reset(completeDraft(document));
      onBase(completeDraft(theirs.document), theirs.etag);
      setTheirs(undefined);
    },
    decideLater: () => setTheirs(undefined),
  };
}
