// SPDX-License-Identifier: GPL-2.0-or-later
// The list of recipes, and what to do when there is nothing.
'use client';
import { Alert, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, PageSection, Stack, StackItem } from '@patternfly/react-core';
import CookbookIcon from '@patternfly/react-icons/dist/esm/icons/clipboard-list-icon';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { LinkButton } from '#app/shell/link-button.tsx';
import { apiPath } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { PageHeader } from '../../shell/page-header.tsx';
import { useAnswer } from '../list/use-answer.ts';
import { RoleNote } from '../role-note.tsx';
import { RecipePage, type RecipeSummary } from './answers.ts';
import { DeleteDialog } from './recipe-dialogs.tsx';
import { RecipeTable } from './recipe-table.tsx';
import { TEXT } from './text.ts';

function NoRecipes() {
  const mayCreate = useSession().may('admin');
  return (
    <EmptyState titleText={TEXT.emptyTitle} headingLevel="h2" icon={CookbookIcon}>
      <EmptyStateBody>{mayCreate ? TEXT.emptyText : TEXT.emptyViewer}</EmptyStateBody>
      {mayCreate && <EmptyStateFooter><EmptyStateActions><LinkButton href="/recipes/new">{TEXT.create}</LinkButton></EmptyStateActions></EmptyStateFooter>}
    </EmptyState>
  );
}

export function RecipeList() {
  const parent = useSearchParams().get('parent') ?? undefined;
  const { answer, isLoading, reload } = useAnswer(apiPath(['recipes']), RecipePage);
  const [asked, ask] = useState<RecipeSummary>();
  const mayEdit = useSession().may('admin');
  const items = answer?.ok === true ? answer.data.items : undefined;
  const isEmpty = items?.length === 0;
  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} actions={mayEdit && answer !== undefined && !isEmpty && <LinkButton href="/recipes/new">{TEXT.create}</LinkButton>} />
      <PageSection>
        <Stack hasGutter>
          {!mayEdit && <StackItem><RoleNote needed="admin" what={TEXT.readOnly} /></StackItem>}
          {answer?.ok === false && <StackItem><ProblemAlert title={TEXT.failed} problem={answer.problem} /></StackItem>}
          {parent !== undefined && !isEmpty && <StackItem><Alert isInline variant="info" component="h2" title={TEXT.choose}>{TEXT.chooseText}</Alert></StackItem>}
          <StackItem>{isEmpty ? <NoRecipes /> : <RecipeTable items={items} isLoading={isLoading} parent={parent} askDelete={ask} />}</StackItem>
        </Stack>
      </PageSection>
      {asked !== undefined && <DeleteDialog recipe={asked} onClose={() => ask(undefined)} onDeleted={reload} />}
    </>
  );
}
