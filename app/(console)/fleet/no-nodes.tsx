// SPDX-License-Identifier: GPL-2.0-or-later
// What the list of nodes shows before there is one: how nodes get here.
'use client';
import { EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter } from '@patternfly/react-core';
import ClusterIcon from '@patternfly/react-icons/dist/esm/icons/cluster-icon';
import { LinkButton } from '#app/shell/link-button.tsx';
import { useSession } from '../../session/session-context.tsx';
import { TEXT } from './text.ts';

export function NoNodes() {
  return (
    <EmptyState titleText={TEXT.emptyTitle} headingLevel="h2" icon={ClusterIcon}>
      <EmptyStateBody>{useSession().may('admin') ? TEXT.emptyText : TEXT.emptyViewer}</EmptyStateBody>
      <EmptyStateFooter><EmptyStateActions><LinkButton href="/hosts">{TEXT.toHosts}</LinkButton></EmptyStateActions></EmptyStateFooter>
    </EmptyState>
  );
}
