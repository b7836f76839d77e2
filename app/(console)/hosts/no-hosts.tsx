// SPDX-License-Identifier: GPL-2.0-or-later
// What the list of hosts shows before there is one: add it, or first create the profile it needs.
'use client';
import { EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter } from '@patternfly/react-core';
import ServerIcon from '@patternfly/react-icons/dist/esm/icons/server-icon';
import { useSession } from '../../session/session-context.tsx';
import { LinkButton } from '#app/shell/link-button.tsx';
import { TEXT } from './text.ts';
import { useProfileChoices } from './use-profile-choices.ts';

function AddButtons() {
  return (
    <div className="bw-buttons">
      <LinkButton href="/hosts/new">{TEXT.create}</LinkButton>
      <LinkButton href="/hosts/import" variant="secondary">{TEXT.import}</LinkButton>
    </div>
  );
}

export function NoHosts() {
  const mayEdit = useSession().may('admin');
  const { choices, isLoading } = useProfileChoices();
  const needsProfile = choices.length === 0 && !isLoading;
  return (
    <EmptyState titleText={TEXT.emptyTitle} headingLevel="h2" icon={ServerIcon}>
      <EmptyStateBody>{!mayEdit ? TEXT.emptyViewer : needsProfile ? TEXT.emptyNoProfile : TEXT.emptyText}</EmptyStateBody>
      {mayEdit && (
        <EmptyStateFooter>
          <EmptyStateActions>{needsProfile ? <LinkButton href="/profiles/new">{TEXT.createProfile}</LinkButton> : <AddButtons />}</EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}
