// SPDX-License-Identifier: GPL-2.0-or-later
// The list of image definitions: search, filter, pages, and what to do when there is nothing.
'use client';
import { EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, PageSection, Stack, StackItem } from '@patternfly/react-core';
import BlueprintIcon from '@patternfly/react-icons/dist/esm/icons/blueprint-icon';
import { useState } from 'react';
import { LinkButton } from '#app/shell/link-button.tsx';
import { apiPath } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { PageHeader } from '../../shell/page-header.tsx';
import { placeOf } from '../list/list-url.ts';
import { NoMatch } from '../list/no-match.tsx';
import { Pager } from '../list/pager.tsx';
import { TargetFilters } from '../list/target-filters.tsx';
import { useAnswer } from '../list/use-answer.ts';
import { useListUrl } from '../list/use-list-url.ts';
import { RoleNote } from '../role-note.tsx';
import { DefinitionPage, type DefinitionSummary } from './answers.ts';
import { DeleteDialog } from './definition-dialogs.tsx';
import { DefinitionTable } from './definition-table.tsx';
import { TEXT } from './text.ts';

function NoDefinitions() {
  const mayCreate = useSession().may('admin');
  return (
    <EmptyState titleText={TEXT.emptyTitle} headingLevel="h2" icon={BlueprintIcon}>
      <EmptyStateBody>{mayCreate ? TEXT.emptyText : TEXT.emptyViewer}</EmptyStateBody>
      {mayCreate && <EmptyStateFooter><EmptyStateActions><LinkButton href="/definitions/new">{TEXT.create}</LinkButton></EmptyStateActions></EmptyStateFooter>}
    </EmptyState>
  );
}

export function DefinitionList() {
  const { search } = useListUrl();
  const { limit, trail } = placeOf(search);
  const filters = { search: search.get('search') ?? '', target: search.get('target') ?? '' };
  const { answer, isLoading, reload } = useAnswer(apiPath(['definitions'], { ...filters, limit, cursor: trail.at(-1) }), DefinitionPage);
  const [asked, ask] = useState<DefinitionSummary>();
  const mayEdit = useSession().may('admin');
  const page = answer?.ok === true ? answer.data : undefined;
  const isFiltered = filters.search !== '' || filters.target !== '' || trail.length > 0;
  const isEmpty = page?.items.length === 0;
  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} actions={mayEdit && answer !== undefined && !(isEmpty && !isFiltered) && <LinkButton href="/definitions/new">{TEXT.create}</LinkButton>} />
      <PageSection>
        <Stack hasGutter>
          {!mayEdit && <StackItem><RoleNote needed="admin" what={TEXT.readOnly} /></StackItem>}
          {answer?.ok === false && <StackItem><ProblemAlert title={TEXT.failed} problem={answer.problem} /></StackItem>}
          {isEmpty && !isFiltered ? <StackItem><NoDefinitions /></StackItem> : (
            <StackItem>
              <TargetFilters page={page} text={TEXT} />
              {isEmpty ? <NoMatch /> : <DefinitionTable items={page?.items} isLoading={isLoading} askDelete={ask} />}
              {page !== undefined && page.items.length > 10 && <Pager place="bottom" total={page.total} next={page.next} />}
            </StackItem>
          )}
        </Stack>
      </PageSection>
      {asked !== undefined && <DeleteDialog definition={asked} onClose={() => ask(undefined)} onDeleted={reload} />}
    </>
  );
}
