// SPDX-License-Identifier: GPL-2.0-or-later
// The list of roll-outs, the newest first, and what to do when there is none.
'use client';
import { Button, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, PageSection, Stack, StackItem } from '@patternfly/react-core';
import ServicesIcon from '@patternfly/react-icons/dist/esm/icons/services-icon';
import { useEffect } from 'react';
import { RolloutList } from '#kickstart/fleet/rollout-view.ts';
import { apiPath } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { LinkButton } from '../../shell/link-button.tsx';
import { PageHeader } from '../../shell/page-header.tsx';
import { placeOf } from '../list/list-url.ts';
import { NoMatch } from '../list/no-match.tsx';
import { Pager } from '../list/pager.tsx';
import { useAnswer } from '../list/use-answer.ts';
import { useListUrl } from '../list/use-list-url.ts';
import { RoleNote } from '../role-note.tsx';
import { RolloutTable } from './rollout-table.tsx';
import { TEXT } from './text.ts';

function NoRollouts() {
  const mayBegin = useSession().may('operator');
  return (
    <EmptyState titleText={TEXT.emptyTitle} headingLevel="h2" icon={ServicesIcon}>
      <EmptyStateBody>{mayBegin ? TEXT.emptyText : TEXT.emptyViewer}</EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          {mayBegin && <LinkButton href="/rollouts/new">{TEXT.create}</LinkButton>}
          <LinkButton href="/channels" variant="link">{TEXT.toChannels}</LinkButton>
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
}

export function RolloutListPage() {
  const { search } = useListUrl();
  const mayBegin = useSession().may('operator');
  const { limit, trail } = placeOf(search);
  const { answer, isLoading, reload } = useAnswer(apiPath(['rollouts'], { limit, cursor: trail.at(-1) }), RolloutList);
  const page = answer?.ok === true ? answer.data : undefined;
  const isEmpty = page?.items.length === 0;
  useEffect(() => {
    // They go on meanwhile. Not by a timer: a page nobody looks at shall let its session end.
    window.addEventListener('focus', reload);
    return () => window.removeEventListener('focus', reload);
  }, [reload]);
  const actions = (
    <div className="bw-buttons">
      {mayBegin && page !== undefined && !isEmpty && <LinkButton href="/rollouts/new">{TEXT.create}</LinkButton>}
      <Button variant="secondary" onClick={reload}>{TEXT.refresh}</Button>
    </div>
  );
  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} actions={actions} />
      <PageSection>
        <Stack hasGutter>
          {!mayBegin && <StackItem><RoleNote needed="operator" what={TEXT.readOnly} /></StackItem>}
          {answer?.ok === false && <StackItem><ProblemAlert title={TEXT.failed} problem={answer.problem} /></StackItem>}
          <StackItem>
            {isEmpty ? trail.length > 0 ? <NoMatch /> : <NoRollouts /> : <RolloutTable items={page?.items} isLoading={isLoading} />}
            {page !== undefined && !isEmpty && <Pager place="bottom" total={page.total} next={page.next} />}
          </StackItem>
        </Stack>
      </PageSection>
    </>
  );
}
