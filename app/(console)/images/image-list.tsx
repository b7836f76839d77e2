// SPDX-License-Identifier: GPL-2.0-or-later
// The list of images: upload, space, search, filters, pages.
'use client';
import './images.css';
import { Button, EmptyState, EmptyStateBody, PageSection, Stack, StackItem, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import CompactDiscIcon from '@patternfly/react-icons/dist/esm/icons/compact-disc-icon';
import { useState } from 'react';
import { imageStates } from '#kickstart/catalogue/image.ts';
import { apiPath } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { PageHeader } from '../../shell/page-header.tsx';
import { JobPanel } from '../jobs/job-panel.tsx';
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
import { ImagePage } from './image-answers.ts';
import { type Asked, ImageDialogs } from './image-dialogs.tsx';
import { ImageTable } from './image-table.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { SpaceBar } from './space-bar.tsx';
import { TEXT } from './text.ts';
import { UploadArea } from './upload/upload-area.tsx';

const stateChoices = imageStates.map((value) => ({ value, label: TEXT.states[value] }));

function NoImages() {
  const mayAdd = useSession().may('admin');
  return <EmptyState titleText={TEXT.emptyTitle} headingLevel="h2" icon={CompactDiscIcon}><EmptyStateBody>{mayAdd ? TEXT.emptyText : TEXT.emptyViewer}</EmptyStateBody></EmptyState>;
}

function Filters({ page }: { page: ImagePage | undefined }) {
  const { go } = useListUrl();
  return (
    <Toolbar clearAllFilters={() => go((search) => withFilters(search, { search: '', target: '', state: '' }))} clearFiltersButtonText={LIST_TEXT.clearFilters}>
      <ToolbarContent>
        <ToolbarItem><SearchField label={TEXT.searchLabel} placeholder={TEXT.searchHint} /></ToolbarItem>
        <FilterSelect name="target" label={TEXT.target} choices={targetChoices} />
        <FilterSelect name="state" label={TEXT.state} choices={stateChoices} />
        <ToolbarItem variant="pagination" align={{ default: 'alignEnd' }}>
          {page !== undefined && page.total > 0 && <Pager place="top" total={page.total} next={page.next} />}
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}

function useImages() {
  const { search } = useListUrl();
  const { limit, trail } = placeOf(search);
  const filters = { q: search.get('search') ?? '', target: search.get('target') ?? '', state: search.get('state') ?? '' };
  const asked = useAnswer(apiPath(['images'], { ...filters, limit, after: trail.at(-1) }), ImagePage);
  return { ...asked, isFiltered: Object.values(filters).some((value) => value !== '') || trail.length > 0 };
}

export function ImageList() {
  const { answer, isLoading, reload, isFiltered } = useImages();
  const [asked, ask] = useState<Asked>();
  const [isFetching, setFetching] = useState(false);
  const [job, setJob] = useState<string>();
  const mayEdit = useSession().may('admin');
  const page = answer?.ok === true ? answer.data : undefined;
  const isEmpty = page?.items.length === 0;
  const begun = (id: string) => {
    setFetching(false);
    setJob(id);
  };
  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} actions={mayEdit && <Button variant="secondary" onClick={() => setFetching(true)}>{TEXT.fetch}</Button>} />
      <PageSection>
        <Stack hasGutter>
          {!mayEdit && <StackItem><RoleNote needed="admin" what={TEXT.readOnly} /></StackItem>}
          {mayEdit && <StackItem><UploadArea onArrived={reload} /></StackItem>}
          {job !== undefined && <StackItem><JobPanel id={job} onEnd={reload} /></StackItem>}
          {page !== undefined && <StackItem><SpaceBar space={page.space} /></StackItem>}
          {answer?.ok === false && <StackItem><ProblemAlert title={TEXT.failed} problem={answer.problem} /></StackItem>}
          {isEmpty && !isFiltered ? <StackItem><NoImages /></StackItem> : (
            <StackItem>
              <Filters page={page} />
              {isEmpty ? <NoMatch /> : <ImageTable items={page?.items} isLoading={isLoading} ask={ask} />}
              {page !== undefined && page.items.length > 10 && <Pager place="bottom" total={page.total} next={page.next} />}
            </StackItem>
          )}
        </Stack>
      </PageSection>
      {asked !== undefined && <ImageDialogs asked={asked} onClose={() => ask(undefined)} onChanged={reload} />}
      {isFetching && <ImportDialog onClose={() => setFetching(false)} onBegun={begun} />}
    </>
  );
}
