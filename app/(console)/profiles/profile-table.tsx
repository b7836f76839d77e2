// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the list of profiles.
'use client';
import { Label, Tooltip } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import Link from 'next/link';
import { useSession } from '../../session/session-context.tsx';
import { Ago } from '../list/ago.tsx';
import { type RowAction, RowMenu } from '../list/row-menu.tsx';
import { SkeletonRows } from '../list/skeleton-rows.tsx';
import type { Asked } from './profile-dialogs.tsx';
import { type ProfileSummary, targetLabel } from './profile-summary.ts';
import { TEXT } from './text.ts';

const C = TEXT.columns;
type Ask = (asked: Asked) => void;

/** Whether hosts with the profile may be armed, in a word. */
export function ReadyLabel({ isReady }: { isReady: boolean }) {
  return (
    <Tooltip content={isReady ? TEXT.readyText : TEXT.notReadyText}>
      <Label isCompact tabIndex={0} {...(isReady ? { status: 'success', icon: <CheckCircleIcon /> } : { status: 'warning', icon: <ExclamationTriangleIcon /> })}>
        {isReady ? TEXT.ready : TEXT.notReady}
      </Label>
    </Tooltip>
  );
}

function actionsOf(profile: ProfileSummary, mayEdit: boolean, ask: Ask): RowAction[] {
  const view: RowAction = { label: TEXT.view, href: `/profiles/${profile.id}#kickstart` };
  if (!mayEdit) return [view];
  return [
    { label: TEXT.edit, href: `/profiles/${profile.id}/edit` },
    { label: TEXT.clone, act: () => ask({ what: 'clone', profile }) },
    view,
    { label: TEXT.delete, isDanger: true, act: () => ask({ what: 'delete', profile }) },
  ];
}

function Row({ profile, ask }: { profile: ProfileSummary; ask: Ask }) {
  const mayEdit = useSession().may('admin');
  return (
    <Tr>
      <Td dataLabel={C.title}>
        <Link prefetch={false} href={`/profiles/${profile.id}`}>{profile.title}</Link>
        <div className="bw-sub"><code>{profile.id}</code></div>
      </Td>
      <Td dataLabel={C.target}>{targetLabel(profile.target)}</Td>
      <Td dataLabel={C.hosts} modifier="nowrap">
        {profile.hosts === 0 ? TEXT.hostCount(0) : <Link prefetch={false} href={`/hosts?profile=${profile.id}`}>{TEXT.hostCount(profile.hosts)}</Link>}
      </Td>
      <Td dataLabel={C.ready}><ReadyLabel isReady={profile.armable} /></Td>
      <Td dataLabel={C.changed} modifier="nowrap"><Ago at={profile.updatedAt} /></Td>
      <Td isActionCell><RowMenu name={profile.title} actions={actionsOf(profile, mayEdit, ask)} /></Td>
    </Tr>
  );
}

/** Without `items` the table holds their place. */
export function ProfileTable({ items, isLoading, ask }: { items: readonly ProfileSummary[] | undefined; isLoading: boolean; ask: Ask }) {
  return (
    <Table aria-label={TEXT.caption} aria-busy={isLoading} variant="compact" className={isLoading && items !== undefined ? 'bw-stale' : ''}>
      <Thead>
        <Tr>
          <Th width={35}>{C.title}</Th><Th>{C.target}</Th><Th modifier="fitContent">{C.hosts}</Th><Th modifier="fitContent">{C.ready}</Th><Th modifier="fitContent">{C.changed}</Th><Th screenReaderText={C.actions} />
        </Tr>
      </Thead>
      {items === undefined
        ? <SkeletonRows columns={Object.values(C)} />
        : <Tbody>{items.map((profile) => <Row key={profile.id} profile={profile} ask={ask} />)}</Tbody>}
    </Table>
  );
}
