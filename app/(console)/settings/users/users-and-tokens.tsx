// SPDX-License-Identifier: GPL-2.0-or-later
// Users and API tokens on one page.
'use client';
import { PageSection, Stack, StackItem } from '@patternfly/react-core';
import { PageHeader } from '../../../shell/page-header.tsx';
import { RoleNote } from '../../role-note.tsx';
import { TEXT } from './text.ts';
import { TokenSection } from './token-section.tsx';
import { UserSection } from './user-section.tsx';

export function UsersAndTokens() {
  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} />
      <PageSection>
        <Stack hasGutter>
          <StackItem><RoleNote needed="admin" what={TEXT.readOnly} /></StackItem>
          <StackItem><UserSection /></StackItem>
          <StackItem><TokenSection /></StackItem>
        </Stack>
      </PageSection>
    </>
  );
}
