// SPDX-License-Identifier: GPL-2.0-or-later
// A page inside the navigation failed: the navigation stays.
'use client';
import { PageSection } from '@patternfly/react-core';
import { Failure } from '../shell/failure.tsx';
import { PageHeader } from '../shell/page-header.tsx';
import { TEXT } from '../shell/text.ts';

export default function ConsoleError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <>
      <PageHeader title={TEXT.errorTitle} />
      <PageSection><Failure error={error} retry={retry} /></PageSection>
    </>
  );
}
