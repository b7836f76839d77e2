// SPDX-License-Identifier: GPL-2.0-or-later
// The page of an image definition.
'use client';
import { Button, Content, PageSection, Skeleton, Stack, StackItem } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ImageDefinition } from '#kickstart/build/definition.ts';
import { LinkButton } from '#app/shell/link-button.tsx';
import { apiPath } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { useSession } from '../../../session/session-context.tsx';
import { PageHeader } from '../../../shell/page-header.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { RoleNote } from '../../role-note.tsx';
import { Output } from '../answers.ts';
import { DeleteDialog } from '../definition-dialogs.tsx';
import { TEXT } from '../text.ts';
import { BuildCard } from './build-card.tsx';
import { DetailsCard } from './details-card.tsx';
import { ElsewhereCard } from './elsewhere-card.tsx';
import { FindingsCard } from './findings-card.tsx';
import { KickstartCard } from './kickstart-card.tsx';

function NotRead({ problem }: { problem: Problem }) {
  if (problem.status !== 404) return <ProblemAlert title={TEXT.readFailed} problem={problem} />;
  return (
    <>
      <Content component="h2">{TEXT.notThere}</Content>
      <Content component="p">{TEXT.notThereText}</Content>
      <LinkButton href="/definitions">{TEXT.toDefinitions}</LinkButton>
    </>
  );
}

function Cards({ definition, output }: { definition: ImageDefinition; output: Output }) {
  return (
    <>
      <StackItem><DetailsCard definition={definition} nvr={output.nvr} /></StackItem>
      <StackItem><FindingsCard id={definition.id} findings={output.findings} /></StackItem>
      <StackItem><BuildCard id={definition.id} output={output} /></StackItem>
      <StackItem><ElsewhereCard id={definition.id} output={output} /></StackItem>
      <StackItem><KickstartCard id={definition.id} kickstart={output.kickstart} /></StackItem>
    </>
  );
}

export function DefinitionPage({ id }: { id: string }) {
  const router = useRouter();
  const mayEdit = useSession().may('admin');
  const { answer } = useAnswer(apiPath(['definitions', id]), ImageDefinition);
  const { answer: output } = useAnswer(apiPath(['definitions', id, 'output']), Output);
  const [isDeleting, setDeleting] = useState(false);
  const read = answer?.ok === true ? { definition: answer.data, etag: answer.etag ?? '' } : undefined;
  const actions = (
    <div className="bw-buttons">
      <LinkButton href={`/definitions/${id}/edit`}>{TEXT.edit}</LinkButton>
      <Button variant="secondary" isDanger onClick={() => setDeleting(true)}>{TEXT.delete}</Button>
    </div>
  );
  return (
    <>
      <PageHeader title={read?.definition.title ?? id} description={read?.definition.description} trail={[{ href: '/definitions', label: TEXT.title }]} actions={mayEdit && read !== undefined && actions} />
      <PageSection>
        <Stack hasGutter>
          {!mayEdit && <StackItem><RoleNote needed="admin" what={TEXT.readOnly} /></StackItem>}
          {answer?.ok === false && <StackItem><NotRead problem={answer.problem} /></StackItem>}
          {answer?.ok === true && output?.ok === false && <StackItem><ProblemAlert title={TEXT.outputFailed} problem={output.problem} /></StackItem>}
          {(answer === undefined || (answer.ok && output === undefined)) && <StackItem><Skeleton screenreaderText={TEXT.loading} className="bw-page-skeleton" /></StackItem>}
          {read !== undefined && output?.ok === true && <Cards definition={read.definition} output={output.data} />}
        </Stack>
      </PageSection>
      {isDeleting && read !== undefined && (
        <DeleteDialog definition={{ id, title: read.definition.title, etag: read.etag }} onClose={() => setDeleting(false)} onDeleted={() => router.push('/definitions')} />
      )}
    </>
  );
}
