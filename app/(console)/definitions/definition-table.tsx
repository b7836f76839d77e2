// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the list of image definitions.
'use client';
import { Label } from '@patternfly/react-core';
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import Link from 'next/link';
import { useSession } from '../../session/session-context.tsx';
import { Ago } from '../list/ago.tsx';
import { type RowAction, RowMenu } from '../list/row-menu.tsx';
import { SkeletonRows } from '../list/skeleton-rows.tsx';
import { targetLabel } from '../profiles/profile-summary.ts';
import { type DefinitionSummary, payloadLabel } from './answers.ts';
import { TEXT } from './text.ts';

const C = TEXT.columns;
type Ask = (definition: DefinitionSummary) => void;

function Row({ definition, askDelete }: { definition: DefinitionSummary; askDelete: Ask }) {
  const mayEdit = useSession().may('admin');
  const { id, title, target, image, payload, updatedAt } = definition;
  const actions: RowAction[] = [
    { label: TEXT.open, href: `/definitions/${id}` },
    ...(mayEdit ? [{ label: TEXT.edit, href: `/definitions/${id}/edit` }, { label: TEXT.delete, isDanger: true as const, act: () => askDelete(definition) }] : []),
  ];
  return (
    <Tr>
      <Td dataLabel={C.title}>
        <Link prefetch={false} href={`/definitions/${id}`}>{title}</Link>
        <div className="bw-sub"><code>{id}</code></div>
      </Td>
      <Td dataLabel={C.target}>{target === null ? '' : targetLabel(target)}</Td>
      <Td dataLabel={C.image}>{image === null ? <Label isCompact status="warning" icon={<ExclamationTriangleIcon />}>{TEXT.outdated}</Label> : <code className="bw-wrap">{image}</code>}</Td>
      <Td dataLabel={C.payload}>{payloadLabel(payload)}</Td>
      <Td dataLabel={C.changed} modifier="nowrap"><Ago at={updatedAt} /></Td>
      <Td isActionCell><RowMenu name={title} actions={actions} /></Td>
    </Tr>
  );
}

/** Without `items` the table holds their place. */
export function DefinitionTable({ items, isLoading, askDelete }: { items: readonly DefinitionSummary[] | undefined; isLoading: boolean; askDelete: Ask }) {
  return (
    <Table aria-label={TEXT.caption} aria-busy={isLoading} variant="compact" className={isLoading && items !== undefined ? 'bw-stale' : ''}>
      <Thead>
        <Tr><Th width={30}>{C.title}</Th><Th>{C.target}</Th><Th>{C.image}</Th><Th>{C.payload}</Th><Th modifier="fitContent">{C.changed}</Th><Th screenReaderText={C.actions} /></Tr>
      </Thead>
      {items === undefined ? <SkeletonRows columns={Object.values(C)} /> : <Tbody>{items.map((definition) => <Row key={definition.id} definition={definition} askDelete={askDelete} />)}</Tbody>}
    </Table>
  );
}
