// SPDX-License-Identifier: GPL-2.0-or-later
// What somebody sees who may read profiles but not change them.
'use client';
import { EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, PageSection } from '@patternfly/react-core';
import { LinkButton } from '#app/shell/link-button.tsx';
import { WORDS } from './words.ts';

export function NotAllowed() {
  return (
    <PageSection>
      <EmptyState titleText={WORDS.notAllowedTitle} headingLevel="h1">
        <EmptyStateBody>{WORDS.notAllowedText}</EmptyStateBody>
        <EmptyStateFooter>
          <EmptyStateActions><LinkButton href="/profiles">{WORDS.toProfiles}</LinkButton></EmptyStateActions>
        </EmptyStateFooter>
      </EmptyState>
    </PageSection>
  );
}
