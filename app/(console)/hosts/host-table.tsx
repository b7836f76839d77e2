// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the list of hosts.
'use client';
import { Button, Checkbox } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import Link from 'next/link';
import { useSession } from '../../session/session-context.tsx';
import { Ago } from '../list/ago.tsx';
import { type RowAction, RowMenu } from '../list/row-menu.tsx';
import type { Selection } from '../list/selection.ts';
import { SkeletonRows } from '../list/skeleton-rows.tsx';
import { useNow } from '../list/time.ts';
import type { Asked } from './host-dialogs.tsx';
import { type HostSummary, mayBeArmed, mayBeDisarmed, stateNow } from './host-summary.ts';
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

/** The one that fits: whoever is armed or being installed is disarmed, and everybody else armed. */
function ArmButton({ host, ask }: { host: HostSummary; ask: Ask }) {
  const what = mayBeDisarmed(stateNow(host, useNow())) ? 'disarm' : 'arm';
  return (
    <Button variant="secondary" size="sm" aria-label={`${TEXT[what]} ${host.hostname}`} onClick={() => ask({ what, hosts: [host] })}>{TEXT[what]}</Button>
  );
}

function Row({ host, ask, selection }: { host: HostSummary; ask: Ask; selection: Selection<HostSummary> }) {
  const session = useSession();
  const page = `/hosts/${host.id}`;
  const state = stateNow(host, useNow());
  const actions: RowAction[] = [
    { label: session.may('admin') ? TEXT.edit : TEXT.open, href: page },
    { label: TEXT.view, href: `${page}#kickstart` },
    ...(session.may('operator') && mayBeDisarmed(state) && mayBeArmed(state) ? [{ label: TEXT.armAgain, act: () => ask({ what: 'arm', hosts: [host] }) }] : []),
    ...(session.may('admin') ? [{ label: TEXT.delete, isDanger: true, act: () => ask({ what: 'delete', host }) }] : []),
  ];
  return (
    <Tr>
      {session.may('operator') && (
        <Td className="pf-v6-c-table__check">
          <Checkbox id={`select-${host.id}`} aria-label={TEXT.select(host.hostname)} isChecked={selection.has(host.id)} onChange={(_event, isSelected) => selection.set([host], isSelected)} />
        </Td>
      )}
      <Td dataLabel={C.host}>
        <Link prefetch={false} href={page}>{host.hostname}</Link>
        {host.id !== host.hostname.toLowerCase() && <div className="bw-sub"><code>{host.id}</code></div>}
      </Td>
      <Td dataLabel={C.macs} modifier="nowrap"><Macs macs={host.macs} /></Td>
      <Td dataLabel={C.profile}><Link prefetch={false} href={`/profiles/${host.profile}`}>{host.profile}</Link></Td>
      <Td dataLabel={C.state} modifier="nowrap"><StateLabel host={host} /></Td>
      <Td dataLabel={C.changed} modifier="nowrap"><Ago at={Math.max(host.updatedAt, host.stageAt ?? 0)} /></Td>
      {session.may('operator') && <Td dataLabel={C.arm} modifier="fitContent"><ArmButton host={host} ask={ask} /></Td>}
      <Td isActionCell><RowMenu name={host.hostname} actions={actions} /></Td>
    </Tr>
  );
}

type HostTableProps = { items: readonly HostSummary[] | undefined; isLoading: boolean; ask: Ask; selection: Selection<HostSummary> };

/** Without `items` the table holds their place. */
export function HostTable({ items, isLoading, ask, selection }: HostTableProps) {
  const mayArm = useSession().may('operator');
  const all = items ?? [];
  return (
    <Table aria-label={TEXT.caption} aria-busy={isLoading} variant="compact" className={isLoading && items !== undefined ? 'bw-stale' : ''}>
      <Thead>
        <Tr>
          {mayArm && (
            <Th className="pf-v6-c-table__check">
              <Checkbox
                id="select-all" aria-label={TEXT.selectAll} isChecked={all.length > 0 && all.every(({ id }) => selection.has(id))} onChange={(_event, isSelected) => selection.set(all, isSelected)}
              />
            </Th>
          )}
          <Th width={25}>{C.host}</Th><Th modifier="fitContent">{C.macs}</Th><Th width={20}>{C.profile}</Th><Th modifier="fitContent">{C.state}</Th><Th modifier="fitContent">{C.changed}</Th>
          {mayArm && <Th screenReaderText={C.arm} />}
          <Th screenReaderText={C.actions} />
        </Tr>
      </Thead>
      {items === undefined
        ? <SkeletonRows columns={[...(mayArm ? [TEXT.selection] : []), ...Object.values(C).filter((column) => mayArm || column !== C.arm)]} />
        : <Tbody>{items.map((host) => <Row key={host.id} host={host} ask={ask} selection={selection} />)}</Tbody>}
    </Table>
  );
}
