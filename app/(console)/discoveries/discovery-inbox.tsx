// SPDX-License-Identifier: GPL-2.0-or-later
// The inbox: machines that asked and are not known, to be made hosts, set aside or forgotten.
'use client';
import { Button, EmptyState, EmptyStateBody, PageSection, SearchInput, Stack, StackItem, Switch, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import InboxIcon from '@patternfly/react-icons/dist/esm/icons/inbox-icon';
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import type { Problem } from '../../problem.ts';
import { useSession } from '../../session/session-context.tsx';
import { PageHeader } from '../../shell/page-header.tsx';
import { focusContent } from '../dialog/dialog.tsx';
import { TEXT as LIST_TEXT } from '../list/text.ts';
import { useAnswer } from '../list/use-answer.ts';
import { notify } from '../notice/notices.ts';
import { RoleNote } from '../role-note.tsx';
import { type AskedOfInbox, DiscoveryDialogs } from './discovery-dialogs.tsx';
import { type AskDiscovery, DiscoveryTable } from './discovery-table.tsx';
import { Discoveries, type Discovery, fits } from './discovery.ts';
import { TEXT } from './text.ts';

/** More rows at once only cost; the search finds the others. */
const STEP = 100;

type Shown = { search: string; isIgnoredShown: boolean; most: number };

function Filters({ shown, set, ignored }: { shown: Shown; set: (shown: Shown) => void; ignored: number }) {
  return (
    <Toolbar>
      <ToolbarContent>
        <ToolbarItem>
          <SearchInput
            aria-label={TEXT.search} placeholder={TEXT.searchHint} value={shown.search} resetButtonLabel={LIST_TEXT.searchClear}
            onChange={(_event, search) => set({ ...shown, search, most: STEP })} onClear={() => set({ ...shown, search: '' })}
          />
        </ToolbarItem>
        {ignored > 0 && (
          <ToolbarItem alignSelf="center">
            <Switch id="show-ignored" label={TEXT.showIgnored(ignored)} isChecked={shown.isIgnoredShown} onChange={(_event, isIgnoredShown) => set({ ...shown, isIgnoredShown })} />
          </ToolbarItem>
        )}
      </ToolbarContent>
    </Toolbar>
  );
}

function Empty({ isSearched, areAllIgnored }: { isSearched: boolean; areAllIgnored: boolean }) {
  const [title, text] = isSearched ? [TEXT.noMatch, TEXT.noMatchText] : areAllIgnored ? [TEXT.allIgnored, TEXT.allIgnoredText] : [TEXT.emptyTitle, TEXT.emptyText];
  return <EmptyState titleText={title} headingLevel="h2" icon={isSearched ? SearchIcon : InboxIcon}><EmptyStateBody>{text}</EmptyStateBody></EmptyState>;
}

/** Sets machines aside and takes them back, at once: it can be undone by the same click. */
function useIgnoring(reload: () => void) {
  const [problem, setProblem] = useState<Problem>();
  const ignore = async ({ mac }: Discovery, isIgnored: boolean) => {
    const answer = await callApi({ method: 'POST', path: apiPath(['discoveries', mac, 'ignore']), body: { isIgnored }, schema: z.unknown() });
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) notify(isIgnored ? TEXT.ignoreDone(mac) : TEXT.noticeDone(mac));
    if (answer.ok) focusContent();
    reload();
  };
  return { ignore, problem };
}

function Rows({ items, shown, set, isLoading, ask }: { items: readonly Discovery[] | undefined; shown: Shown; set: (shown: Shown) => void; isLoading: boolean; ask: AskDiscovery }) {
  const fitting = items?.filter((discovery) => (shown.isIgnoredShown || !discovery.isIgnored) && fits(discovery, shown.search));
  if (items !== undefined && fitting?.length === 0) return <Empty isSearched={shown.search !== ''} areAllIgnored={items.length > 0} />;
  const rest = (fitting?.length ?? 0) - shown.most;
  return (
    <>
      <DiscoveryTable items={fitting?.slice(0, shown.most)} isLoading={isLoading} ask={ask} />
      {rest > 0 && <Button variant="link" onClick={() => set({ ...shown, most: shown.most + STEP })}>{TEXT.more(Math.min(STEP, rest))}</Button>}
    </>
  );
}

export function DiscoveryInbox() {
  const { answer, isLoading, reload } = useAnswer(apiPath(['discoveries']), Discoveries);
  const [shown, setShown] = useState<Shown>({ search: '', isIgnoredShown: false, most: STEP });
  const [asked, setAsked] = useState<AskedOfInbox>();
  const { ignore, problem } = useIgnoring(reload);
  const session = useSession();
  const items = answer?.ok === true ? answer.data.items : undefined;
  useEffect(() => {
    // Machines ask meanwhile. Not by a timer: a page nobody looks at shall let its session end.
    window.addEventListener('focus', reload);
    return () => window.removeEventListener('focus', reload);
  }, [reload]);
  const ask: AskDiscovery = (what, discovery) => {
    if (what === 'approve' || what === 'forget') setAsked({ what, discovery });
    else void ignore(discovery, what === 'ignore');
  };
  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} actions={<Button variant="secondary" onClick={reload}>{TEXT.refresh}</Button>} />
      <PageSection>
        <Stack hasGutter>
          {!session.may('admin') && <StackItem><RoleNote needed="admin" what={session.may('operator') ? TEXT.readOnlyApprove : TEXT.readOnly} /></StackItem>}
          {answer?.ok === false && <StackItem><ProblemAlert title={TEXT.failed} problem={answer.problem} /></StackItem>}
          {problem !== undefined && <StackItem><ProblemAlert title={TEXT.ignoreFailed} problem={problem} /></StackItem>}
          <StackItem>
            {items !== undefined && items.length > 0 && <Filters shown={shown} set={setShown} ignored={items.filter(({ isIgnored }) => isIgnored).length} />}
            <Rows items={items} shown={shown} set={setShown} isLoading={isLoading} ask={ask} />
          </StackItem>
        </Stack>
      </PageSection>
      {asked !== undefined && <DiscoveryDialogs asked={asked} ask={setAsked} onGone={reload} />}
    </>
  );
}
