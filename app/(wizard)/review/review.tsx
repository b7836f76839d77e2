// SPDX-License-Identifier: GPL-2.0-or-later
// The last step: what the profile says, what to know of it, a test, and saving.
'use client';
import { Alert, Button, FormSection } from '@patternfly/react-core';
import { useState } from 'react';
import { ProblemAlert } from '#app/form/problem-alert.tsx';
import { LinkButton } from '#app/shell/link-button.tsx';
import { useWizard } from '../draft/context.tsx';
import type { Draft } from '../draft/draft.ts';
import { copyText, downloadText } from '../preview/take-away.ts';
import { Changes, ErasedDisk, Incomplete, Warnings } from './findings.tsx';
import { ReviewGroups } from './groups.tsx';
import { TestPanel } from './test-panel.tsx';
import type { Saving } from './use-saving.ts';
import { WORDS } from './words.ts';

function SavedPanel({ id }: { id: string }) {
  return (
    <Alert isInline variant="success" title={WORDS.saved} component="h3">
      <p>{WORDS.savedText}</p>
      <div className="bw-row">
        <LinkButton href={`/hosts/new?profile=${encodeURIComponent(id)}`}>{WORDS.addHost}</LinkButton>
        <LinkButton variant="secondary" href="/profiles">{WORDS.toProfiles}</LinkButton>
      </div>
    </Alert>
  );
}

function TakeAway() {
  const { preview, document } = useWizard();
  const [isCopied, setCopied] = useState(false);
  const { id } = document;
  return (
    <>
      <Button variant="secondary" onClick={() => void copyText(preview.text).then(setCopied)}>{WORDS.copy}</Button>
      <Button variant="secondary" onClick={() => downloadText(preview.text, `${typeof id === 'string' && id !== '' ? id : 'draft'}.ks`)}>{WORDS.download}</Button>
      <span role="status">{isCopied ? WORDS.copied : ''}</span>
    </>
  );
}

export function ReviewStep({ saving, base }: { saving: Saving; base: Draft }) {
  return (
    <>
      <div className="bw-outcome">
        <div role="status">{saving.savedId !== undefined && <SavedPanel id={saving.savedId} />}</div>
        <ProblemAlert title={WORDS.saveFailed} problem={saving.problem} />
      </div>
      <Incomplete />
      <ErasedDisk />
      <Warnings />
      <Changes base={base} />
      <FormSection>
        <TestPanel />
        <div className="bw-row"><TakeAway /></div>
      </FormSection>
      <ReviewGroups />
    </>
  );
}
