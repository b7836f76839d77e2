// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the list of recipes.
'use client';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import Link from 'next/link';
import { useSession } from '../../session/session-context.tsx';
import { Ago } from '../list/ago.tsx';
import { type RowAction, RowMenu } from '../list/row-menu.tsx';
import { SkeletonRows } from '../list/skeleton-rows.tsx';
import { targetLabel } from '../profiles/profile-summary.ts';
import type { RecipeSummary } from './answers.ts';
import { TEXT } from './text.ts';

const C = TEXT.columns;

type RecipeTableProps = {
  /** Without them the table holds their place. */
  items: readonly RecipeSummary[] | undefined;
  isLoading: boolean;
  /** sha256 of an image that a recipe is wanted for. */
  parent: string | undefined;
  askDelete: (recipe: RecipeSummary) => void;
};

function Row({ recipe, parent, askDelete }: { recipe: RecipeSummary } & Pick<RecipeTableProps, 'parent' | 'askDelete'>) {
  const mayEdit = useSession().may('admin');
  const { id, title, description, target, updatedAt } = recipe;
  const page = parent === undefined ? `/recipes/${id}` : `/recipes/${id}?parent=${encodeURIComponent(parent)}`;
  const actions: RowAction[] = [
    { label: TEXT.open, href: page },
    ...(mayEdit ? [{ label: TEXT.edit, href: `/recipes/${id}/edit` }, { label: TEXT.delete, isDanger: true as const, act: () => askDelete(recipe) }] : []),
  ];
  return (
    <Tr>
      <Td dataLabel={C.title}>
        <Link prefetch={false} href={page}>{title}</Link>
        <div className="bw-sub">{description ?? <code>{id}</code>}</div>
      </Td>
      <Td dataLabel={C.target}>{target === null ? TEXT.anyTarget : targetLabel(target)}</Td>
      <Td dataLabel={C.changed} modifier="nowrap"><Ago at={updatedAt} /></Td>
      <Td isActionCell><RowMenu name={title} actions={actions} /></Td>
    </Tr>
  );
}

export function RecipeTable({ items, isLoading, ...rest }: RecipeTableProps) {
  return (
    <Table aria-label={TEXT.caption} aria-busy={isLoading} variant="compact" className={isLoading && items !== undefined ? 'bw-stale' : ''}>
      <Thead><Tr><Th width={50}>{C.title}</Th><Th>{C.target}</Th><Th modifier="fitContent">{C.changed}</Th><Th screenReaderText={C.actions} /></Tr></Thead>
      {items === undefined ? <SkeletonRows columns={Object.values(C)} /> : <Tbody>{items.map((recipe) => <Row key={recipe.id} recipe={recipe} {...rest} />)}</Tbody>}
    </Table>
  );
}
