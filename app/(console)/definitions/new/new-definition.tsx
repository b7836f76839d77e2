// SPDX-License-Identifier: GPL-2.0-or-later
// A new image definition: its form, for those who may make one.
'use client';
import { PageSection } from '@patternfly/react-core';
import { useSession } from '../../../session/session-context.tsx';
import { PageHeader } from '../../../shell/page-header.tsx';
import { RoleNote } from '../../role-note.tsx';
import { DefinitionForm } from '../form/definition-form.tsx';
import { TEXT } from '../form/text.ts';
import { TEXT as LIST_TEXT } from '../text.ts';

export function NewDefinition() {
  const mayCreate = useSession().may('admin');
  return (
    <>
      <PageHeader title={TEXT.createTitle} description={TEXT.createText} trail={[{ href: '/definitions', label: LIST_TEXT.title }]} />
      <PageSection>{mayCreate ? <DefinitionForm /> : <RoleNote needed="admin" what={LIST_TEXT.readOnly} />}</PageSection>
    </>
  );
}
