// SPDX-License-Identifier: GPL-2.0-or-later
// What the page shows when there is no status: why, and what to do.
import { EmptyState, EmptyStateBody } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { Reported } from './reported.tsx';
import { TEXT } from './text.ts';
import type { NodeState } from './use-status.ts';

type Failure = Exclude<NodeState, { kind: 'status' | 'loading' }>;

function State({ title, status, children }: { title: string; status: 'danger' | 'info'; children: ReactNode }) {
  return <EmptyState headingLevel="h2" titleText={title} status={status}><EmptyStateBody>{children}</EmptyStateBody></EmptyState>;
}

export function FailureState({ state }: { state: Failure }) {
  switch (state.kind) {
    case 'missing':
      return <State title={TEXT.missingTitle} status="info">{TEXT.missing}</State>;
    case 'failed':
      return <State title={TEXT.failedTitle} status="danger"><p>{TEXT.failed}</p><p><Reported>{state.why}</Reported></p><p>{TEXT.failedFix}</p></State>;
    case 'unreadable':
      return <State title={TEXT.unreadableTitle} status="danger"><p>{TEXT.unreadable}</p><p><Reported>{state.why}</Reported></p><p>{TEXT.unreadableFix}</p></State>;
    case 'other-format':
      return <State title={TEXT.otherFormatTitle} status="danger">{TEXT.otherFormat(state.format)}</State>;
  }
}

/** A system that was never made an image-based node. */
export function NoLayout({ why }: { why: string | null }) {
  return (
    <State title={TEXT.noLayoutTitle} status="info">
      <p>{TEXT.noLayout}</p>
      {why !== null && why !== '' && <p><Reported>{why}</Reported></p>}
      <p>{TEXT.noLayoutFix}</p>
    </State>
  );
}
