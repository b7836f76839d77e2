// SPDX-License-Identifier: GPL-2.0-or-later
// The list of image definitions: search, filter, pages, and what to do when there is nothing.
'use client';
import { EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, PageSection, Stack, StackItem, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import BlueprintIcon from '@patternfly/react-icons/dist/esm/icons/blueprint-icon';
import { useState } from 'react';
import { LinkButton } from '#app/shell/link-button.tsx';
import { apiPath } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { PageHeader } from '../../shell/page-header.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { placeOf, withFilters } from '../list/list-url.ts';
import { NoMatch } from '../list/no-match.tsx';
import { Pager } from '../list/pager.tsx';
import { SearchField } from '../list/search-field.tsx';
import { TEXT as LIST_TEXT } from '../list/text.ts';
import { useAnswer } from '../list/use-answer.ts';
import { useListUrl } from '../list/use-list-url.ts';
import { targetChoices } from '../profiles/profile-summary.ts';
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

function Filters({ page }: { page: DefinitionPage | undefined }) {
  const { go } = useListUrl();
  return (
    <Toolbar clearAllFilters={() => go((search) => withFilters(search, { search: '', target: '' }))} clearFiltersButtonText={LIST_TEXT.clearFilters}>
      <ToolbarContent>
        <ToolbarItem><SearchField label={TEXT.searchLabel} placeholder={TEXT.searchHint} /></ToolbarItem>
        <FilterSelect name="target" label={TEXT.target} choices={targetChoices} />
        <ToolbarItem variant="pagination" align={{ default: 'alignEnd' }}>
          {page !== undefined && page.total > 0 && <Pager place="top" total={page.total} next={page.next} />}
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
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
      <PageHeader title={TEXT.title} description={TEXT.description} actions={mayEdit && !(isEmpty && !isFiltered) && <LinkButton href="/definitions/new">{TEXT.create}</LinkButton>} />
      <PageSection>
        <Stack hasGutter>
          {!mayEdit && <StackItem><RoleNote needed="admin" what={TEXT.readOnly} /></StackItem>}
          {answer?.ok === false && <StackItem><ProblemAlert title={TEXT.failed} problem={answer.problem} /></StackItem>}
          {isEmpty && !isFiltered ? <StackItem><NoDefinitions /></StackItem> : (
            <StackItem>
              <Filters page={page} />
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
