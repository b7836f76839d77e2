// SPDX-License-Identifier: GPL-2.0-or-later
// The nodes of a roll-out, by wave and state, with what each of them does or why it does not run the image.
'use client';
import { Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import Link from 'next/link';
import { useEffect } from 'react';
import { type RolloutDetail, type RolloutNode, RolloutNodeList } from '#kickstart/fleet/rollout-view.ts';
import { rolloutNodeStates } from '#kickstart/fleet/states.ts';
import { apiPath } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { wishProgress } from '../../fleet/node-words.ts';
import { FactCard } from '../../hosts/installation/facts.tsx';
import { ReportedText } from '../../hosts/installation/reported-text.tsx';
import { Ago } from '../../list/ago.tsx';
import { FilterSelect } from '../../list/filter-select.tsx';
import { placeOf, withFilters } from '../../list/list-url.ts';
import { NoMatch } from '../../list/no-match.tsx';
import { Pager } from '../../list/pager.tsx';
import { SearchField } from '../../list/search-field.tsx';
import { SkeletonRows } from '../../list/skeleton-rows.tsx';
import { TEXT as LIST_TEXT } from '../../list/text.ts';
import { useAnswer } from '../../list/use-answer.ts';
import { useListUrl } from '../../list/use-list-url.ts';
import { NodeStateLabel } from '../rollout-labels.tsx';
import { TEXT as ROLLOUT_TEXT } from '../text.ts';
import { TEXT } from './text.ts';

/** Id of the card's heading. */
export const NODES_CARD = 'nodes';
const C = TEXT.nodeColumns;
const STATES = rolloutNodeStates.map((state) => ({ value: state, label: ROLLOUT_TEXT.nodeStates[state] }));

function Doing({ node: { isDeleted, reason, wish, deadline } }: { node: RolloutNode }) {
  return (
    <>
      {wish !== null && (wish.state === 'open' || wish.state === 'given' || wish.state === 'begun') && <div>{wishProgress(wish)}</div>}
      {reason !== null && <ReportedText most={200}>{reason}</ReportedText>}
      {isDeleted && <div>{TEXT.deleted}</div>}
      {deadline !== null && <div className="bw-sub">{TEXT.until} <Ago at={Date.parse(deadline)} /></div>}
    </>
  );
}

function Row({ node }: { node: RolloutNode }) {
  return (
    <Tr>
      <Td dataLabel={C.host}>{node.isDeleted ? node.hostname : <Link prefetch={false} href={`/hosts/${node.hostId}`}>{node.hostname}</Link>}</Td>
      <Td dataLabel={C.wave} modifier="nowrap">{ROLLOUT_TEXT.wave(node.wave)}</Td>
      <Td dataLabel={C.state} modifier="nowrap"><NodeStateLabel state={node.state} /></Td>
      <Td dataLabel={C.doing}><Doing node={node} /></Td>
      <Td dataLabel={C.changed} modifier="nowrap"><Ago at={Date.parse(node.changedAt)} /></Td>
    </Tr>
  );
}

function Filters({ waves, page }: { waves: number; page: RolloutNodeList | undefined }) {
  const { go } = useListUrl();
  const choices = Array.from({ length: waves }, (_, wave) => ({ value: String(wave), label: ROLLOUT_TEXT.wave(wave) }));
  return (
    <Toolbar clearAllFilters={() => go((search) => withFilters(search, { state: '', wave: '', search: '' }))} clearFiltersButtonText={LIST_TEXT.clearFilters}>
      <ToolbarContent>
        <ToolbarItem><SearchField label={TEXT.searchLabel} placeholder={TEXT.searchHint} /></ToolbarItem>
        <FilterSelect name="wave" label={TEXT.wave} choices={choices} />
        <FilterSelect name="state" label={TEXT.state} choices={STATES} />
        <ToolbarItem variant="pagination" align={{ default: 'alignEnd' }}>{page !== undefined && page.total > 0 && <Pager place="top" total={page.total} next={page.next} />}</ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}

export function NodesCard({ rollout: { id, waves, changedAt, counts } }: { rollout: RolloutDetail }) {
  const { search } = useListUrl();
  const { limit, trail } = placeOf(search);
  const filters = { state: search.get('state') ?? '', wave: search.get('wave') ?? '', search: search.get('search') ?? '' };
  const { answer, isLoading, reload } = useAnswer(apiPath(['rollouts', id, 'nodes'], { ...filters, limit, cursor: trail.at(-1) }), RolloutNodeList);
  const page = answer?.ok === true ? answer.data : undefined;
  // The stream tells that something has changed; the page of nodes is asked for then.
  const mark = `${changedAt} ${Object.values(counts).join(' ')}`;
  useEffect(reload, [mark, reload]);
  return (
    <FactCard id={NODES_CARD} title={TEXT.nodes}>
      {answer?.ok === false && <ProblemAlert title={TEXT.nodesFailed} problem={answer.problem} />}
      <Filters waves={waves} page={page} />
      {page?.items.length === 0 ? <NoMatch /> : (
        <Table aria-labelledby={NODES_CARD} aria-busy={isLoading} variant="compact">
          <Thead><Tr><Th>{C.host}</Th><Th modifier="fitContent">{C.wave}</Th><Th modifier="fitContent">{C.state}</Th><Th width={40}>{C.doing}</Th><Th modifier="fitContent">{C.changed}</Th></Tr></Thead>
          {page === undefined ? <SkeletonRows columns={Object.values(C)} /> : <Tbody>{page.items.map((node) => <Row key={node.hostId} node={node} />)}</Tbody>}
        </Table>
      )}
    </FactCard>
  );
}
