// SPDX-License-Identifier: GPL-2.0-or-later
// The page of a recipe: what it does, its runs, and the script for elsewhere.
'use client';
import { Button, Content, PageSection, Skeleton, Stack, StackItem } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Recipe } from '#kickstart/recipe/recipe.ts';
import { LinkButton } from '#app/shell/link-button.tsx';
import { apiPath } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { useSession } from '../../../session/session-context.tsx';
import { PageHeader } from '../../../shell/page-header.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { RoleNote } from '../../role-note.tsx';
import { DeleteDialog } from '../recipe-dialogs.tsx';
import { RunCard } from '../run/run-card.tsx';
import { TEXT } from '../text.ts';
import { DetailsCard } from './details-card.tsx';
import { ScriptCard } from './script-card.tsx';

function NotRead({ problem }: { problem: Problem }) {
  if (problem.status !== 404) return <ProblemAlert title={TEXT.readFailed} problem={problem} />;
  return (
    <>
      <Content component="h2">{TEXT.notThere}</Content>
      <Content component="p">{TEXT.notThereText}</Content>
      <LinkButton href="/recipes">{TEXT.toRecipes}</LinkButton>
    </>
  );
}

export function RecipeView({ id }: { id: string }) {
  const router = useRouter();
  const mayEdit = useSession().may('admin');
  const { answer } = useAnswer(apiPath(['recipes', id]), Recipe);
  const [isDeleting, setDeleting] = useState(false);
  const recipe = answer?.ok === true ? answer.data : undefined;
  const etag = answer?.ok === true ? answer.etag ?? '' : '';
  const actions = (
    <div className="bw-buttons">
      <LinkButton variant="secondary" href={`/recipes/${id}/edit`}>{TEXT.edit}</LinkButton>
      <Button variant="secondary" isDanger onClick={() => setDeleting(true)}>{TEXT.delete}</Button>
    </div>
  );
  return (
    <>
      <PageHeader title={recipe?.title ?? id} description={recipe?.description} trail={[{ href: '/recipes', label: TEXT.title }]} actions={mayEdit && recipe !== undefined && actions} />
      <PageSection>
        <Stack hasGutter>
          {!mayEdit && <StackItem><RoleNote needed="admin" what={TEXT.readOnly} /></StackItem>}
          {answer === undefined && <StackItem><Skeleton screenreaderText={TEXT.loading} className="bw-page-skeleton" /></StackItem>}
          {answer?.ok === false && <StackItem><NotRead problem={answer.problem} /></StackItem>}
          {recipe !== undefined && (
            <>
              <StackItem><RunCard recipe={recipe} /></StackItem>
              <StackItem><DetailsCard recipe={recipe} /></StackItem>
              <StackItem><ScriptCard id={id} /></StackItem>
            </>
          )}
        </Stack>
      </PageSection>
      {isDeleting && recipe !== undefined && <DeleteDialog recipe={{ id, title: recipe.title, etag }} onClose={() => setDeleting(false)} onDeleted={() => router.push('/recipes')} />}
    </>
  );
}
