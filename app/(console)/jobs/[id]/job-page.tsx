// SPDX-License-Identifier: GPL-2.0-or-later
// The page of a job: its panel, or that there is no such job.
'use client';
import { Content, PageSection, Skeleton, Stack, StackItem } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { LinkButton } from '#app/shell/link-button.tsx';
import { apiPath } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { PageHeader } from '../../../shell/page-header.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { RoleNote } from '../../role-note.tsx';
import { Job } from '../answers.ts';
import { JobPanel } from '../job-panel.tsx';
import { TEXT } from '../text.ts';

function NotRead({ problem }: { problem: Problem }) {
  if (problem.status !== 404) return <ProblemAlert title={TEXT.readFailed} problem={problem} />;
  return (
    <>
      <Content component="h2">{TEXT.notThere}</Content>
      <Content component="p">{TEXT.notThereText}</Content>
      <LinkButton href="/jobs">{TEXT.toJobs}</LinkButton>
    </>
  );
}

export function JobPage({ id }: { id: string }) {
  const router = useRouter();
  const { answer } = useAnswer(apiPath(['jobs', id]), Job);
  return (
    <>
      <PageHeader title={answer?.ok === true ? answer.data.title : TEXT.title} trail={[{ href: '/jobs', label: TEXT.title }]} />
      <PageSection>
        <Stack hasGutter>
          <StackItem><RoleNote needed="operator" what={TEXT.readOnly} /></StackItem>
          <StackItem>
            {answer === undefined && <Skeleton screenreaderText={TEXT.loading} className="bw-page-skeleton" />}
            {answer?.ok === false && <NotRead problem={answer.problem} />}
            {answer?.ok === true && <JobPanel id={id} isOwnPage onAgain={(next) => router.push(`/jobs/${next}`)} />}
          </StackItem>
        </Stack>
      </PageSection>
    </>
  );
}
