// SPDX-License-Identifier: GPL-2.0-or-later
// The list of hosts: search, filters, pages, and what to do when there is nothing.
'use client';
import { Button, PageSection, Stack, StackItem, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import { hostStates } from '#kickstart/lifecycle/states.ts';
import { apiPath } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { PageHeader } from '../../shell/page-header.tsx';
import { LinkButton } from '#app/shell/link-button.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { placeOf, withFilters } from '../list/list-url.ts';
import { NoMatch } from '../list/no-match.tsx';
import { Pager } from '../list/pager.tsx';
import { SearchField } from '../list/search-field.tsx';
import { useSelection } from '../list/selection.ts';
import { TEXT as LIST_TEXT } from '../list/text.ts';
import { useAnswer } from '../list/use-answer.ts';
import { useListUrl } from '../list/use-list-url.ts';
import { RoleNote } from '../role-note.tsx';
import { ExportButton } from './export-button.tsx';
import { type Asked, HostDialogs } from './host-dialogs.tsx';
import { HostPage } from './host-summary.ts';
import { HostTable } from './host-table.tsx';
import { NoHosts } from './no-hosts.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { TEXT } from './text.ts';
import { useProfileChoices } from './use-profile-choices.ts';

/** As many as one request may arm. */
const MOST_SELECTED = 100;
const STATE_CHOICES = [...hostStates, 'stuck' as const].map((state) => ({ value: state, label: TEXT.states[state] }));

function Filters({ page }: { page: HostPage | undefined }) {
  const { go } = useListUrl();
  const { choices } = useProfileChoices();
  return (
    <Toolbar
      clearAllFilters={() => go((search) => withFilters(search, { search: '', profile: '', state: '' }))}
      clearFiltersButtonText={LIST_TEXT.clearFilters}
    >
      <ToolbarContent>
        <ToolbarItem><SearchField label={TEXT.searchLabel} placeholder={TEXT.searchHint} /></ToolbarItem>
        <FilterSelect name="profile" label={TEXT.profile} choices={choices} />
        <FilterSelect name="state" label={TEXT.state} choices={STATE_CHOICES} />
        <ToolbarItem variant="pagination" align={{ default: 'alignEnd' }}>
          {page !== undefined && page.total > 0 && <Pager place="top" total={page.total} next={page.next} />}
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}

function HeadButtons({ filters, reload }: { filters: Readonly<Record<string, string>>; reload: () => void }) {
  const mayEdit = useSession().may('admin');
  return (
    <div className="bw-buttons">
      {mayEdit && <LinkButton href="/hosts/new">{TEXT.create}</LinkButton>}
      {mayEdit && <LinkButton href="/hosts/import" variant="secondary">{TEXT.import}</LinkButton>}
      <ExportButton filters={filters} />
      <Button variant="link" onClick={reload}>{TEXT.refresh}</Button>
    </div>
  );
}

export function HostList() {
  const { search } = useListUrl();
  const { limit, trail } = placeOf(search);
  const filters = { search: search.get('search') ?? '', profile: search.get('profile') ?? '', state: search.get('state') ?? '' };
  const { answer, isLoading, reload } = useAnswer(apiPath(['hosts'], { ...filters, limit, cursor: trail.at(-1) }), HostPage);
  const [asked, ask] = useState<Asked>();
  const session = useSession();
  const page = answer?.ok === true ? answer.data : undefined;
  const isFiltered = Object.values(filters).some((value) => value !== '') || trail.length > 0;
  const isEmpty = page?.items.length === 0;
  const isFirstUse = isEmpty && !isFiltered;
  const selection = useSelection(page?.items ?? [], MOST_SELECTED);
  useEffect(() => {
    // Installations go on meanwhile. Not by a timer: a page nobody looks at shall let its session end.
    window.addEventListener('focus', reload);
    return () => window.removeEventListener('focus', reload);
  }, [reload]);
  const changed = () => {
    selection.clear();
    reload();
  };

  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} actions={answer !== undefined && !isFirstUse && <HeadButtons filters={filters} reload={reload} />} />
      <PageSection>
        <Stack hasGutter>
          {!session.may('admin') && (
            <StackItem><RoleNote needed="admin" what={session.may('operator') ? TEXT.readOnly : TEXT.readOnlyArm} /></StackItem>
          )}
          {answer?.ok === false && <StackItem><ProblemAlert title={TEXT.failed} problem={answer.problem} /></StackItem>}
          {isFirstUse ? <StackItem><NoHosts /></StackItem> : (
            <StackItem>
              <Filters page={page} />
              {session.may('operator') && <SelectionBar selection={selection} ask={ask} />}
              {isEmpty ? <NoMatch /> : <HostTable items={page?.items} isLoading={isLoading} ask={ask} selection={selection} />}
              {page !== undefined && page.items.length > 10 && <Pager place="bottom" total={page.total} next={page.next} />}
            </StackItem>
          )}
        </Stack>
      </PageSection>
      {asked !== undefined && <HostDialogs asked={asked} onClose={() => ask(undefined)} onChanged={changed} />}
    </>
  );
}
