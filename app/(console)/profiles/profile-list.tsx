// SPDX-License-Identifier: GPL-2.0-or-later
// The list of profiles: search, filter, pages, and what to do when there is nothing.
'use client';
import { EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, PageSection, Stack, StackItem } from '@patternfly/react-core';
import LayerGroupIcon from '@patternfly/react-icons/dist/esm/icons/layer-group-icon';
import { useState } from 'react';
import { apiPath } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { PageHeader } from '../../shell/page-header.tsx';
import { LinkButton } from '#app/shell/link-button.tsx';
import { placeOf } from '../list/list-url.ts';
import { NoMatch } from '../list/no-match.tsx';
import { Pager } from '../list/pager.tsx';
import { TargetFilters } from '../list/target-filters.tsx';
import { useAnswer } from '../list/use-answer.ts';
import { useListUrl } from '../list/use-list-url.ts';
import { RoleNote } from '../role-note.tsx';
import { type Asked, ProfileDialogs } from './profile-dialogs.tsx';
import { ProfilePage } from './profile-summary.ts';
import { ProfileTable } from './profile-table.tsx';
import { TEXT } from './text.ts';

function CreateButtons() {
  return (
    <div className="bw-buttons">
      <LinkButton href="/profiles/new">{TEXT.create}</LinkButton>
      <LinkButton href="/profiles/new?import=1" variant="secondary">{TEXT.import}</LinkButton>
    </div>
  );
}

function NoProfiles() {
  const mayCreate = useSession().may('admin');
  return (
    <EmptyState titleText={TEXT.emptyTitle} headingLevel="h2" icon={LayerGroupIcon}>
      <EmptyStateBody>{mayCreate ? TEXT.emptyText : TEXT.emptyViewer}</EmptyStateBody>
      {mayCreate && <EmptyStateFooter><EmptyStateActions><CreateButtons /></EmptyStateActions></EmptyStateFooter>}
    </EmptyState>
  );
}

export function ProfileList() {
  const { search } = useListUrl();
  const { limit, trail } = placeOf(search);
  const filters = { search: search.get('search') ?? '', target: search.get('target') ?? '' };
  const { answer, isLoading, reload } = useAnswer(apiPath(['profiles'], { ...filters, limit, cursor: trail.at(-1) }), ProfilePage);
  const [asked, ask] = useState<Asked>();
  const mayEdit = useSession().may('admin');
  const page = answer?.ok === true ? answer.data : undefined;
  const isFiltered = filters.search !== '' || filters.target !== '' || trail.length > 0;
  const isEmpty = page?.items.length === 0;

  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} actions={mayEdit && answer !== undefined && !(isEmpty && !isFiltered) && <CreateButtons />} />
      <PageSection>
        <Stack hasGutter>
          {!mayEdit && <StackItem><RoleNote needed="admin" what={TEXT.readOnly} /></StackItem>}
          {answer?.ok === false && <StackItem><ProblemAlert title={TEXT.failed} problem={answer.problem} /></StackItem>}
          {isEmpty && !isFiltered ? <StackItem><NoProfiles /></StackItem> : (
            <StackItem>
              <TargetFilters page={page} text={TEXT} />
              {isEmpty ? <NoMatch /> : <ProfileTable items={page?.items} isLoading={isLoading} ask={ask} />}
              {page !== undefined && page.items.length > 10 && <Pager place="bottom" total={page.total} next={page.next} />}
            </StackItem>
          )}
        </Stack>
      </PageSection>
      {asked !== undefined && <ProfileDialogs asked={asked} onClose={() => ask(undefined)} onChanged={reload} />}
    </>
  );
}
