// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the list of nodes.
'use client';
import { Checkbox } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import Link from 'next/link';
import type { FleetNode } from '#kickstart/fleet/view.ts';
import { useSession } from '../../session/session-context.tsx';
import { type RowAction, RowMenu } from '../list/row-menu.tsx';
import type { Selection } from '../list/selection.ts';
import { SkeletonRows } from '../list/skeleton-rows.tsx';
import type { Asked } from './node-dialogs.tsx';
import { Following, Health, LastChange, Pinned, Pool, Seen, WishProgress } from './node-pieces.tsx';
import { TEXT } from './text.ts';

const C = TEXT.columns;
type Ask = (asked: Asked) => void;

/** Where a host's page tells of its node. */
const pageOf = (id: string): string => `/hosts/${encodeURIComponent(id)}#node`;

function actionsOf(node: FleetNode, mayAsk: boolean, ask: Ask): RowAction[] {
  const open: RowAction = { label: TEXT.open, href: pageOf(node.id) };
  if (!mayAsk) return [open];
  return [
    open,
    { label: TEXT.upgrade, act: () => ask({ what: 'upgrade', nodes: [node] }) },
    { label: TEXT.rollback, isDanger: true, act: () => ask({ what: 'rollback', nodes: [node] }) },
    node.pin === null ? { label: TEXT.pin, act: () => ask({ what: 'pin', node }) } : { label: TEXT.unpin, act: () => ask({ what: 'unpin', node }) },
  ];
}

function Row({ node, ask, selection }: { node: FleetNode; ask: Ask; selection: Selection<FleetNode> }) {
  const mayAsk = useSession().may('operator');
  return (
    <Tr>
      {mayAsk && (
        <Td className="pf-v6-c-table__check">
          <Checkbox id={`select-${node.id}`} aria-label={TEXT.select(node.hostname)} isChecked={selection.has(node.id)} onChange={(_event, isSelected) => selection.set([node], isSelected)} />
        </Td>
      )}
      <Td dataLabel={C.host} className="bw-cell">
        <Link prefetch={false} className="bw-wrap" href={pageOf(node.id)}>{node.hostname}</Link>
        <div className="bw-sub">{node.profile}</div>
        {node.pin !== null && <Pinned pin={node.pin} />}
      </Td>
      <Td dataLabel={C.image} className="bw-cell">
        <div className="bw-wrap">{node.layer ?? (node.seenAt === null ? TEXT.unknown : TEXT.noLayer)}</div>
        <Following node={node} />
      </Td>
      <Td dataLabel={C.health} className="bw-cell"><Health node={node} /><Pool node={node} /></Td>
      <Td dataLabel={C.last} className="bw-cell"><LastChange last={node.last} /></Td>
      <Td dataLabel={C.wish} className="bw-cell">{node.wish === null ? TEXT.nothingWanted : <WishProgress wish={node.wish} hostname={node.hostname} />}</Td>
      <Td dataLabel={C.seen} className="bw-seen"><Seen node={node} /></Td>
      <Td isActionCell><RowMenu name={node.hostname} actions={actionsOf(node, mayAsk, ask)} /></Td>
    </Tr>
  );
}

type NodeTableProps = { items: readonly FleetNode[] | undefined; isLoading: boolean; ask: Ask; selection: Selection<FleetNode> };

/** Without `items` the table holds their place. */
export function NodeTable({ items, isLoading, ask, selection }: NodeTableProps) {
  const mayAsk = useSession().may('operator');
  const all = items ?? [];
  return (
    <Table aria-label={TEXT.caption} aria-busy={isLoading} variant="compact" gridBreakPoint="grid-xl" className={isLoading && items !== undefined ? 'bw-stale' : ''}>
      <Thead>
        <Tr>
          {mayAsk && (
            <Th className="pf-v6-c-table__check">
              <Checkbox id="select-all" aria-label={TEXT.selectAll} isChecked={all.length > 0 && all.every(({ id }) => selection.has(id))} onChange={(_event, isSelected) => selection.set(all, isSelected)} />
            </Th>
          )}
          {[C.host, C.image, C.health, C.last, C.wish, C.seen].map((column) => <Th key={column}>{column}</Th>)}
          <Th screenReaderText={C.actions} />
        </Tr>
      </Thead>
      {items === undefined
        ? <SkeletonRows columns={[...(mayAsk ? [TEXT.selection] : []), ...Object.values(C)]} />
        : <Tbody>{items.map((node) => <Row key={node.id} node={node} ask={ask} selection={selection} />)}</Tbody>}
    </Table>
  );
}
