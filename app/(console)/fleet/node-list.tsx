// SPDX-License-Identifier: GPL-2.0-or-later
// The list of nodes, live: filters, search, pages, and what is asked of those that are selected.
'use client';
import './fleet.css';
import { Alert, AlertActionLink, Label, PageSection, Stack, StackItem, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useState } from 'react';
import type { FleetList } from '#kickstart/fleet/view.ts';
import { LinkButton } from '#app/shell/link-button.tsx';
import { apiPath } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { PageHeader } from '../../shell/page-header.tsx';
import { Channels } from '../channels/channel-answers.ts';
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
import { FilterChips } from './filter-chips.tsx';
import { NoNodes } from './no-nodes.tsx';
import { type Asked, NodeDialogs } from './node-dialogs.tsx';
import { NodeTable } from './node-table.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { TEXT } from './text.ts';
import { type LiveFleet, useFleet } from './use-fleet.ts';

/** As many as one request may name. */
const MOST_SELECTED = 1000;

function Filters({ page }: { page: FleetList | undefined }) {
  const { go } = useListUrl();
  const { answer } = useAnswer(apiPath(['channels']), Channels);
  const channels = answer?.ok === true ? answer.data.items.map(({ id, title }) => ({ value: id, label: title })) : [];
  return (
    <>
      <FilterChips counts={page?.counts} />
      <Toolbar clearAllFilters={() => go((search) => withFilters(search, { search: '', channel: '', filter: '' }))} clearFiltersButtonText={LIST_TEXT.clearFilters}>
        <ToolbarContent>
          <ToolbarItem><SearchField label={TEXT.searchLabel} placeholder={TEXT.searchHint} /></ToolbarItem>
          <FilterSelect name="channel" label={TEXT.channel} choices={channels} />
          <ToolbarItem variant="pagination" align={{ default: 'alignEnd' }}>
            {page !== undefined && page.total > 0 && <Pager place="top" total={page.total} next={page.next} />}
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
    </>
  );
}

/** What stands in the way: the answer, or that it may be old. */
function Troubles({ live: { problem, connection, reload } }: { live: LiveFleet }) {
  if (problem !== undefined) return <StackItem><ProblemAlert title={TEXT.failed} problem={problem} /></StackItem>;
  if (connection !== 'lost') return null;
  return (
    <StackItem>
      <div role="status"><Alert isInline variant="warning" component="h2" title={TEXT.lost} actionLinks={<AlertActionLink onClick={reload}>{TEXT.reload}</AlertActionLink>} /></div>
    </StackItem>
  );
}

export function NodeList() {
  const { search } = useListUrl();
  const { limit, trail } = placeOf(search);
  const filters = { filter: search.get('filter') ?? '', channel: search.get('channel') ?? '', search: search.get('search') ?? '' };
  const live = useFleet({ ...filters, limit, cursor: trail.at(-1) });
  const { page, isLoading } = live;
  const [asked, ask] = useState<Asked>();
  const mayAsk = useSession().may('operator');
  const selection = useSelection(page?.items ?? [], MOST_SELECTED);
  const isEmpty = page?.items.length === 0;
  const isFirstUse = page?.counts.all === 0;
  const changed = () => {
    selection.clear();
    live.reload();
  };
  const head = (
    <div className="bw-buttons">
      {live.connection === 'live' && <Label isCompact color="green" className="bw-live">{TEXT.live}</Label>}
      <LinkButton href="/rollouts" variant="secondary">{TEXT.toRollouts}</LinkButton>
    </div>
  );
  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} actions={head} />
      <PageSection>
        <Stack hasGutter>
          {!mayAsk && <StackItem><RoleNote needed="operator" what={TEXT.readOnly} /></StackItem>}
          <Troubles live={live} />
          {isFirstUse ? <StackItem><NoNodes /></StackItem> : (
            <StackItem>
              <Filters page={page} />
              {mayAsk && <SelectionBar selection={selection} ask={ask} />}
              {isEmpty ? <NoMatch /> : <NodeTable items={page?.items} isLoading={isLoading} ask={ask} selection={selection} />}
              {page !== undefined && page.items.length > 10 && <Pager place="bottom" total={page.total} next={page.next} />}
            </StackItem>
          )}
        </Stack>
      </PageSection>
      {asked !== undefined && <NodeDialogs asked={asked} onClose={() => ask(undefined)} onChanged={changed} />}
    </>
  );
}
