// SPDX-License-Identifier: GPL-2.0-or-later
// The list of jobs: filters, pages, and what to do when there is nothing.
'use client';
import { Button, EmptyState, EmptyStateBody, EmptyStateFooter, PageSection, Stack, StackItem, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import ListIcon from '@patternfly/react-icons/dist/esm/icons/list-icon';
import { useEffect } from 'react';
import { jobKinds, jobStates } from '#kickstart/catalogue/job.ts';
import { LinkButton } from '#app/shell/link-button.tsx';
import { apiPath } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { PageHeader } from '../../shell/page-header.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { placeOf, withFilters } from '../list/list-url.ts';
import { NoMatch } from '../list/no-match.tsx';
import { Pager } from '../list/pager.tsx';
import { TEXT as LIST_TEXT } from '../list/text.ts';
import { useAnswer } from '../list/use-answer.ts';
import { useListUrl } from '../list/use-list-url.ts';
import { JobPage } from './answers.ts';
import { JobTable } from './job-table.tsx';
import { TEXT } from './text.ts';

const STATES = [{ value: 'active', label: TEXT.active }, ...jobStates.map((state) => ({ value: state, label: TEXT.states[state] }))];
const KINDS = jobKinds.map((kind) => ({ value: kind, label: TEXT.kinds[kind] }));

function Filters({ page, subject }: { page: JobPage | undefined; subject: string }) {
  const { go } = useListUrl();
  return (
    <Toolbar clearAllFilters={() => go((search) => withFilters(search, { state: '', kind: '', subject: '' }))} clearFiltersButtonText={LIST_TEXT.clearFilters}>
      <ToolbarContent>
        <FilterSelect name="state" label={TEXT.state} choices={STATES} />
        <FilterSelect name="kind" label={TEXT.kind} choices={KINDS} />
        {subject !== '' && (
          <ToolbarItem alignSelf="center">
            {TEXT.onlyAbout(subject.slice(0, 12))} <Button variant="link" isInline onClick={() => go((search) => withFilters(search, { subject: '' }))}>{TEXT.showAll}</Button>
          </ToolbarItem>
        )}
        <ToolbarItem variant="pagination" align={{ default: 'alignEnd' }}>{page !== undefined && page.total > 0 && <Pager place="top" total={page.total} next={page.next} />}</ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}

function NoJobs() {
  return (
    <EmptyState titleText={TEXT.emptyTitle} headingLevel="h2" icon={ListIcon}>
      <EmptyStateBody>{TEXT.emptyText}</EmptyStateBody>
      <EmptyStateFooter><LinkButton href="/images" variant="link">{TEXT.toImages}</LinkButton></EmptyStateFooter>
    </EmptyState>
  );
}

export function JobList() {
  const { search } = useListUrl();
  const { limit, trail } = placeOf(search);
  const filters = { state: search.get('state') ?? '', kind: search.get('kind') ?? '', subject: search.get('subject') ?? '' };
  const { answer, isLoading, reload } = useAnswer(apiPath(['jobs'], { ...filters, limit, after: trail.at(-1) }), JobPage);
  const page = answer?.ok === true ? answer.data : undefined;
  const isFiltered = Object.values(filters).some((value) => value !== '') || trail.length > 0;
  const isEmpty = page?.items.length === 0;
  useEffect(() => {
    // Others ask for jobs meanwhile. Not by a timer: a page nobody looks at shall let its session end.
    window.addEventListener('focus', reload);
    return () => window.removeEventListener('focus', reload);
  }, [reload]);
  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} actions={<Button variant="secondary" onClick={reload}>{TEXT.refresh}</Button>} />
      <PageSection>
        <Stack hasGutter>
          {answer?.ok === false && <StackItem><ProblemAlert title={TEXT.failedToRead} problem={answer.problem} /></StackItem>}
          <StackItem>
            {(!isEmpty || isFiltered) && <Filters page={page} subject={filters.subject} />}
            {isEmpty ? isFiltered ? <NoMatch /> : <NoJobs /> : <JobTable items={page?.items} isLoading={isLoading} onChange={reload} />}
            {page !== undefined && page.items.length > 10 && <Pager place="bottom" total={page.total} next={page.next} />}
          </StackItem>
        </Stack>
      </PageSection>
    </>
  );
}
