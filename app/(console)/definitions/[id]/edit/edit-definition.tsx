// SPDX-License-Identifier: GPL-2.0-or-later
// A saved image definition: read, then in its form.
'use client';
import { PageSection, Skeleton } from '@patternfly/react-core';
import { ImageDefinition } from '#kickstart/build/definition.ts';
import { apiPath } from '../../../../api-client.ts';
import { ProblemAlert } from '../../../../form/problem-alert.tsx';
import { useSession } from '../../../../session/session-context.tsx';
import { PageHeader } from '../../../../shell/page-header.tsx';
import { useAnswer } from '../../../list/use-answer.ts';
import { RoleNote } from '../../../role-note.tsx';
import { DefinitionForm } from '../../form/definition-form.tsx';
import { TEXT } from '../../form/text.ts';
import { TEXT as LIST_TEXT } from '../../text.ts';

export function EditDefinition({ id }: { id: string }) {
  const mayEdit = useSession().may('admin');
  const { answer } = useAnswer(apiPath(['definitions', id]), ImageDefinition);
  const title = answer?.ok === true ? answer.data.title : id;
  return (
    <>
      <PageHeader title={TEXT.editTitle(title)} trail={[{ href: '/definitions', label: LIST_TEXT.title }, { href: `/definitions/${id}`, label: title }]} />
      <PageSection>
        <RoleNote needed="admin" what={LIST_TEXT.readOnly} />
        {answer === undefined && <Skeleton screenreaderText={LIST_TEXT.loading} className="bw-page-skeleton" />}
        {answer?.ok === false && <ProblemAlert title={LIST_TEXT.readFailed} problem={answer.problem} />}
        {answer?.ok === true && mayEdit && <DefinitionForm stored={{ definition: answer.data, etag: answer.etag ?? '' }} />}
      </PageSection>
    </>
  );
}
