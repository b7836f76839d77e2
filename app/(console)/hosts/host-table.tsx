// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the list of hosts.
'use client';
import { Button } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import Link from 'next/link';
import { useSession } from '../../session/session-context.tsx';
import { Ago } from '../list/ago.tsx';
import { type RowAction, RowMenu } from '../list/row-menu.tsx';
import { SkeletonRows } from '../list/skeleton-rows.tsx';
import { useNow } from '../list/time.ts';
import type { Asked } from './host-dialogs.tsx';
import { type HostSummary, stateAt } from './host-summary.ts';
import { StateLabel } from './state-label.tsx';
import { TEXT } from './text.ts';

const C = TEXT.columns;
const SHOWN_MACS = 2;
type Ask = (asked: Asked) => void;

function Macs({ macs }: { macs: readonly string[] }) {
  const more = macs.length - SHOWN_MACS;
  return (
    <>
      {macs.slice(0, SHOWN_MACS).map((mac) => <div key={mac}><code>{mac}</code></div>)}
      {more > 0 && <div className="bw-sub">{TEXT.moreMacs(more)}</div>}
    </>
  );
}

function ArmButton({ host, ask }: { host: HostSummary; ask: Ask }) {
  const isArmed = stateAt(host, useNow()) === 'armed';
  return (
    <Button
      variant="secondary"
      size="sm"
      aria-label={`${isArmed ? TEXT.disarm : TEXT.arm} ${host.hostname}`}
      onClick={() => ask({ what: isArmed ? 'disarm' : 'arm', host })}
    >
      {isArmed ? TEXT.disarm : TEXT.arm}
    </Button>
  );
}

function Row({ host, ask }: { host: HostSummary; ask: Ask }) {
  const session = useSession();
  const page = `/hosts/${host.id}`;
  const actions: RowAction[] = [
    { label: session.may('admin') ? TEXT.edit : TEXT.open, href: page },
    { label: TEXT.view, href: `${page}#kickstart` },
    ...(session.may('operator') && host.state === 'armed' ? [{ label: TEXT.armAgain, act: () => ask({ what: 'arm', host }) }] : []),
    ...(session.may('admin') ? [{ label: TEXT.delete, isDanger: true, act: () => ask({ what: 'delete', host }) }] : []),
  ];
  return (
    <Tr>
      <Td dataLabel={C.host}>
        <Link prefetch={false} href={page}>{host.hostname}</Link>
        {host.id !== host.hostname.toLowerCase() && <div className="bw-sub"><code>{host.id}</code></div>}
      </Td>
      <Td dataLabel={C.macs} modifier="nowrap"><Macs macs={host.macs} /></Td>
      <Td dataLabel={C.profile}><Link prefetch={false} href={`/profiles/${host.profile}`}>{host.profile}</Link></Td>
      <Td dataLabel={C.state}><StateLabel host={host} /></Td>
      <Td dataLabel={C.changed} modifier="nowrap"><Ago at={host.updatedAt} /></Td>
      {session.may('operator') && <Td dataLabel={C.arm} modifier="fitContent"><ArmButton host={host} ask={ask} /></Td>}
      <Td isActionCell><RowMenu name={host.hostname} actions={actions} /></Td>
    </Tr>
  );
}

/** Without `items` the table holds their place. */
export function HostTable({ items, isLoading, ask }: { items: readonly HostSummary[] | undefined; isLoading: boolean; ask: Ask }) {
  const mayArm = useSession().may('operator');
  return (
    <Table aria-label={TEXT.caption} aria-busy={isLoading} variant="compact" className={isLoading && items !== undefined ? 'bw-stale' : ''}>
      <Thead>
        <Tr>
          <Th width={25}>{C.host}</Th><Th modifier="fitContent">{C.macs}</Th><Th width={20}>{C.profile}</Th><Th modifier="fitContent">{C.state}</Th><Th modifier="fitContent">{C.changed}</Th>
          {mayArm && <Th screenReaderText={C.arm} />}
          <Th screenReaderText={C.actions} />
        </Tr>
      </Thead>
      {items === undefined
        ? <SkeletonRows columns={Object.values(C).filter((column) => mayArm || column !== C.arm)} />
        : <Tbody>{items.map((host) => <Row key={host.id} host={host} ask={ask} />)}</Tbody>}
    </Table>
  );
}
