// SPDX-License-Identifier: GPL-2.0-or-later
// A new recipe: its form, for those who may make one.
'use client';
import { PageSection } from '@patternfly/react-core';
import { useSession } from '../../../session/session-context.tsx';
import { PageHeader } from '../../../shell/page-header.tsx';
import { RoleNote } from '../../role-note.tsx';
import { RecipeForm } from '../form/recipe-form.tsx';
import { TEXT } from '../form/text.ts';
import { TEXT as LIST_TEXT } from '../text.ts';

export function NewRecipe() {
  const mayCreate = useSession().may('admin');
  return (
    <>
      <PageHeader title={TEXT.createTitle} description={TEXT.createText} trail={[{ href: '/recipes', label: LIST_TEXT.title }]} />
      <PageSection>{mayCreate ? <RecipeForm /> : <RoleNote needed="admin" what={LIST_TEXT.readOnly} />}</PageSection>
    </>
  );
}
