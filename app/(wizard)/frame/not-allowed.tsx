// SPDX-License-Identifier: GPL-2.0-or-later
// What somebody sees who may read profiles but not change them.
'use client';
import { Button, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, PageSection } from '@patternfly/react-core';
import Link from 'next/link';
import { WORDS } from './words.ts';

export function NotAllowed() {
  return (
    <PageSection>
      <EmptyState titleText={WORDS.notAllowedTitle} headingLevel="h1">
        <EmptyStateBody>{WORDS.notAllowedText}</EmptyStateBody>
        <EmptyStateFooter>
          <EmptyStateActions><Button component={(props) => <Link prefetch={false} {...props} href="/profiles" />}>{WORDS.toProfiles}</Button></EmptyStateActions>
        </EmptyStateFooter>
      </EmptyState>
    </PageSection>
  );
}
