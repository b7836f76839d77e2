// SPDX-License-Identifier: GPL-2.0-or-later
// A saved recipe: read, then in its form.
'use client';
import { PageSection, Skeleton } from '@patternfly/react-core';
import { Recipe } from '#kickstart/recipe/recipe.ts';
import { apiPath } from '../../../../api-client.ts';
import { ProblemAlert } from '../../../../form/problem-alert.tsx';
import { useSession } from '../../../../session/session-context.tsx';
import { PageHeader } from '../../../../shell/page-header.tsx';
import { useAnswer } from '../../../list/use-answer.ts';
import { RoleNote } from '../../../role-note.tsx';
import { RecipeForm } from '../../form/recipe-form.tsx';
import { TEXT } from '../../form/text.ts';
import { TEXT as LIST_TEXT } from '../../text.ts';

export function EditRecipe({ id }: { id: string }) {
  const mayEdit = useSession().may('admin');
  const { answer } = useAnswer(apiPath(['recipes', id]), Recipe);
  const title = answer?.ok === true ? answer.data.title : id;
  return (
    <>
      <PageHeader title={TEXT.editTitle(title)} trail={[{ href: '/recipes', label: LIST_TEXT.title }, { href: `/recipes/${id}`, label: title }]} />
      <PageSection>
        <RoleNote needed="admin" what={LIST_TEXT.readOnly} />
        {answer === undefined && <Skeleton screenreaderText={LIST_TEXT.loading} className="bw-page-skeleton" />}
        {answer?.ok === false && <ProblemAlert title={LIST_TEXT.readFailed} problem={answer.problem} />}
        {answer?.ok === true && mayEdit && <RecipeForm stored={{ recipe: answer.data, etag: answer.etag ?? '' }} />}
      </PageSection>
    </>
  );
}
