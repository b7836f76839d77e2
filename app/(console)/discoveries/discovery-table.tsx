// SPDX-License-Identifier: GPL-2.0-or-later
// The discovered machines, row by row.
'use client';
import { Button, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useSession } from '../../session/session-context.tsx';
import { ReportedText } from '../hosts/installation/reported-text.tsx';
import { Ago } from '../list/ago.tsx';
import { type RowAction, RowMenu } from '../list/row-menu.tsx';
import { SkeletonRows } from '../list/skeleton-rows.tsx';
import { type Discovery, productOf } from './discovery.ts';
import { TEXT } from './text.ts';

const C = TEXT.columns;

export type AskDiscovery = (what: 'approve' | 'ignore' | 'notice' | 'forget', discovery: Discovery) => void;

function Machine({ discovery }: { discovery: Discovery }) {
  const product = productOf(discovery);
  const { serial, uuid, asset } = discovery.facts;
  const more = [serial === undefined ? undefined : TEXT.serial(serial), asset, uuid].filter((word) => word !== undefined).join(', ');
  return (
    <>
      {product === '' ? <span className="bw-sub">{TEXT.noProduct}</span> : <ReportedText>{product}</ReportedText>}
      {more !== '' && <div className="bw-sub"><ReportedText>{more}</ReportedText></div>}
    </>
  );
}

function Row({ discovery, ask }: { discovery: Discovery; ask: AskDiscovery }) {
  const session = useSession();
  const actions: RowAction[] = [
    discovery.isIgnored ? { label: TEXT.notice, act: () => ask('notice', discovery) } : { label: TEXT.ignore, act: () => ask('ignore', discovery) },
    { label: TEXT.forget, isDanger: true, act: () => ask('forget', discovery) },
  ];
  return (
    <Tr>
      <Td dataLabel={C.mac} modifier="nowrap"><code>{discovery.mac}</code>{discovery.isIgnored && <div><Label isCompact>{TEXT.ignored}</Label></div>}</Td>
      <Td dataLabel={C.machine}><Machine discovery={discovery} /></Td>
      <Td dataLabel={C.address}><ReportedText>{discovery.address}</ReportedText></Td>
      <Td dataLabel={C.seen}><Ago at={discovery.lastSeen} /><div className="bw-sub">{TEXT.firstSeen} <Ago at={discovery.firstSeen} /></div></Td>
      <Td dataLabel={C.times} modifier="nowrap">{TEXT.times(discovery.times)}</Td>
      {session.may('admin') && (
        <Td dataLabel={C.approve} modifier="fitContent">
          <Button variant="secondary" size="sm" aria-label={`${TEXT.approve} ${discovery.mac}`} onClick={() => ask('approve', discovery)}>{TEXT.approve}</Button>
        </Td>
      )}
      {session.may('operator') && <Td isActionCell><RowMenu name={discovery.mac} actions={actions} /></Td>}
    </Tr>
  );
}

/** Without `items` the table holds their place. */
export function DiscoveryTable({ items, isLoading, ask }: { items: readonly Discovery[] | undefined; isLoading: boolean; ask: AskDiscovery }) {
  const session = useSession();
  const columns = Object.values(C).filter((column) => (column !== C.approve || session.may('admin')) && (column !== C.actions || session.may('operator')));
  return (
    <Table aria-label={TEXT.caption} aria-busy={isLoading} variant="compact" className={isLoading && items !== undefined ? 'bw-stale' : ''}>
      <Thead>
        <Tr>
          <Th modifier="fitContent">{C.mac}</Th><Th width={30}>{C.machine}</Th><Th>{C.address}</Th><Th>{C.seen}</Th><Th modifier="fitContent">{C.times}</Th>
          {session.may('admin') && <Th screenReaderText={C.approve} />}
          {session.may('operator') && <Th screenReaderText={C.actions} />}
        </Tr>
      </Thead>
      {items === undefined ? <SkeletonRows columns={columns} /> : <Tbody>{items.map((discovery) => <Row key={discovery.mac} discovery={discovery} ask={ask} />)}</Tbody>}
    </Table>
  );
}
