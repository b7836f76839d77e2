// SPDX-License-Identifier: GPL-2.0-or-later
// Brings a draft to the wizard: a new one, a saved profile, a copy, an import, or what this browser kept of it.
'use client';
import { PageSection, Skeleton } from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import { ProblemAlert } from '#app/form/problem-alert.tsx';
import { slugOf } from '#app/form/proposed-id.ts';
import type { Problem } from '#app/problem.ts';
import { PageHeader } from '#app/shell/page-header.tsx';
import { useAwake } from '#app/shell/use-awake.ts';
import { forgetDraft, keptDraft } from '../draft/autosave.ts';
import { completeDraft, type Draft, newDraft } from '../draft/draft.ts';
import { readProfile } from '../draft/save.ts';
import { ImportScreen } from '../import/import-screen.tsx';
import { WizardScreen } from './wizard-screen.tsx';
import type { Source } from './wizard-state.tsx';
import { WORDS } from './words.ts';

export type Mode = { readonly kind: 'new' } | { readonly kind: 'import' } | { readonly kind: 'clone'; readonly id: string } | { readonly kind: 'edit'; readonly id: string };

type Loaded = { readonly source: Source; readonly restoredAt: number | undefined };
type State = { readonly is: 'loading' } | { readonly is: 'failed'; readonly problem: Problem } | ({ readonly is: 'ready' } & Loaded);

function nameOf(mode: Mode): string {
  if (mode.kind === 'edit') return mode.id;
  return mode.kind === 'clone' ? `clone.${mode.id}` : 'new';
}

const titles = { new: WORDS.newTitle, import: WORDS.importTitle, clone: WORDS.cloneTitle, edit: WORDS.editTitle } as const;

function titleOf(mode: Mode): string {
  return mode.kind === 'edit' || mode.kind === 'clone' ? `${titles[mode.kind]} ${mode.id}` : titles[mode.kind];
}

function copyOf(document: Draft): Draft {
  const title = `Copy of ${String(document['title'])}`;
  return { ...document, title, id: slugOf(title) };
}

function sourceOf(mode: Mode, values: Draft, base: Draft, etag: string | undefined): Source {
  return { name: nameOf(mode), isNew: mode.kind !== 'edit', values, base, etag, cloneOf: mode.kind === 'clone' ? mode.id : undefined };
}

async function load(mode: Mode, signal: AbortSignal): Promise<State> {
  const kept = keptDraft(nameOf(mode));
  if (kept !== undefined) return { is: 'ready', source: sourceOf(mode, completeDraft(kept.values), kept.base, kept.etag), restoredAt: kept.savedAt };
  if (mode.kind === 'new' || mode.kind === 'import') {
    const fresh = newDraft();
    return { is: 'ready', source: sourceOf(mode, fresh, fresh, undefined), restoredAt: undefined };
  }
  const read = await readProfile(mode.id, signal);
  if (read.outcome === 'failed') return { is: 'failed', problem: read.problem };
  const document = completeDraft(mode.kind === 'clone' ? copyOf(read.document) : read.document);
  return { is: 'ready', source: sourceOf(mode, document, document, mode.kind === 'clone' ? undefined : read.etag), restoredAt: undefined };
}

export function ProfileWizard({ mode }: { mode: Mode }) {
  const isAwake = useAwake();
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<State>({ is: 'loading' });
  const [imported, setImported] = useState<Draft>();
  const { kind } = mode;
  const id = 'id' in mode ? mode.id : '';
  useEffect(() => {
    const stop = new AbortController();
    const asked: Mode = kind === 'edit' || kind === 'clone' ? { kind, id } : { kind };
    load(asked, stop.signal).then((next) => !stop.signal.aborted && setState(next), () => undefined);
    return () => stop.abort();
  }, [kind, id, attempt]);
  const title = titleOf(mode);
  if (!isAwake || state.is !== 'ready') {
    return (
      <>
        <PageHeader title={title} trail={[{ href: '/profiles', label: WORDS.profiles }]} />
        <PageSection>
          {state.is === 'failed' ? <ProblemAlert title={WORDS.loadFailed} problem={state.problem} /> : <Skeleton screenreaderText={WORDS.loading} />}
        </PageSection>
      </>
    );
  }
  if (kind === 'import' && imported === undefined && state.restoredAt === undefined) return <ImportScreen onImported={(draft) => setImported(completeDraft(draft))} />;
  return (
    <WizardScreen
      key={attempt}
      initial={imported === undefined ? state.source : { ...state.source, values: imported }}
      title={title}
      restoredAt={state.restoredAt}
      onDiscard={() => {
        forgetDraft(nameOf(mode));
        setState({ is: 'loading' });
        setImported(undefined);
        setAttempt(attempt + 1);
      }}
    />
  );
}
