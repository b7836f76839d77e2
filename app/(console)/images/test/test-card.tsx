// SPDX-License-Identifier: GPL-2.0-or-later
// On the page of an image: what its newest test found, the test that runs, and the button for another one.
'use client';
import './test.css';
import { Button, Card, CardBody, CardHeader, CardTitle, Content, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, ExpandableSection, List, ListItem, Skeleton } from '@patternfly/react-core';
import Link from 'next/link';
import { useState } from 'react';
import type { JobView } from '#kickstart/catalogue/job.ts';
import { apiPath, callApi } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { useSession } from '../../../session/session-context.tsx';
import { VerdictLabel } from '../../channels/verdict-label.tsx';
import { ReportedLines, ReportedText } from '../../hosts/installation/reported-text.tsx';
import { JobStarted } from '../../jobs/answers.ts';
import { JobPanel } from '../../jobs/job-panel.tsx';
import { Ago } from '../../list/ago.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { ImageFacts, Report, RunningTests } from './answers.ts';
import { CheckList } from './check-list.tsx';
import { TEXT } from './text.ts';

const F = TEXT.facts;

function Facts({ facts: { system, nvr, kernel, fileSystem } }: { facts: Report['facts'] }) {
  const rows = [[F.nvr, nvr], [F.system, system], [F.kernel, kernel], [F.fileSystem, fileSystem]] as const;
  return (
    <DescriptionList isCompact isHorizontal isFluid>
      {rows.map(([term, value]) => (
        <DescriptionListGroup key={term}>
          <DescriptionListTerm>{term}</DescriptionListTerm>
          <DescriptionListDescription>{value === null ? <span className="bw-sub">{TEXT.unknown}</span> : <ReportedText>{value}</ReportedText>}</DescriptionListDescription>
        </DescriptionListGroup>
      ))}
    </DescriptionList>
  );
}

function Console({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <ExpandableSection toggleText={TEXT.console} isExpanded={isOpen} onToggle={(_event, next) => setOpen(next)}>
      <Content component="p">{TEXT.consoleHint}</Content>
      {isOpen && <ReportedLines label={TEXT.console} text={text} />}
    </ExpandableSection>
  );
}

function History({ tests }: Pick<ImageFacts, 'tests'>) {
  const [isOpen, setOpen] = useState(false);
  return (
    <ExpandableSection toggleText={`${TEXT.history} (${tests.length})`} isExpanded={isOpen} onToggle={(_event, next) => setOpen(next)}>
      <List isPlain>
        {tests.map(({ at, verdict, jobId }) => (
          <ListItem key={`${at} ${jobId ?? ''}`}><VerdictLabel verdict={verdict} /> <Ago at={at} /> {jobId !== null && <Link prefetch={false} href={`/jobs/${jobId}`}>{TEXT.openJob}</Link>}</ListItem>
        ))}
      </List>
    </ExpandableSection>
  );
}

function ReportView({ report, tests }: { report: Report } & Pick<ImageFacts, 'tests'>) {
  return (
    <div className="bw-stack">
      <div><VerdictLabel verdict={report.verdict} /> <span className="bw-sub">{TEXT.tested} <Ago at={report.startedAt} />, {TEXT.took(report.seconds)}</span></div>
      <Facts facts={report.facts} />
      {/* Another report opens its own groups. */}
      <CheckList key={report.startedAt} checks={report.checks} />
      {report.console !== null && <Console text={report.console} />}
      {tests.length > 1 && <History tests={tests.slice(1)} />}
    </div>
  );
}

/** The test of the image that waits or runs; the newest that was begun here stays until another is. */
function useRunning(sha256: string): { running: string | undefined; begin: () => Promise<Problem | undefined> } {
  const { answer } = useAnswer(apiPath(['jobs'], { subject: sha256, kind: 'test', state: 'active' }), RunningTests);
  const [begun, setBegun] = useState<string>();
  const begin = async () => {
    const started = await callApi({ method: 'POST', path: apiPath(['images', sha256, 'test']), schema: JobStarted });
    if (!started.ok) return started.problem;
    setBegun(started.data.job);
    return undefined;
  };
  return { running: begun ?? (answer?.ok === true ? answer.data.items[0]?.id : undefined), begin };
}

/** @param onTested is told when a test has ended: what the page shows of the image may have changed. */
export function TestCard({ sha256, onTested }: { sha256: string; onTested?: () => void }) {
  const image = useAnswer(apiPath(['images', sha256]), ImageFacts);
  const tests = image.answer?.ok === true ? image.answer.data.tests : undefined;
  const isUntested = tests?.length === 0;
  // Not before there is one: a browser writes every 404 into its console.
  const report = useAnswer(tests === undefined || isUntested ? undefined : apiPath(['images', sha256, 'report']), Report);
  const { running, begin } = useRunning(sha256);
  const [ended, setEnded] = useState<JobView>();
  const [problem, setProblem] = useState<Problem>();
  const mayTest = useSession().may('operator');
  const isRunning = running !== undefined && running !== ended?.id;
  // A test that came to its end says everything in its report.
  const isShown = isRunning || (ended !== undefined && ended.state !== 'done');
  const end = (job: JobView) => {
    if (ended?.id === job.id) return;
    setEnded(job);
    report.reload();
    image.reload();
    onTested?.();
  };
  const test = <Button variant="secondary" size="sm" isDisabled={isRunning} onClick={() => void begin().then(setProblem)}>{isUntested ? TEXT.test : TEXT.again}</Button>;
  return (
    <Card isCompact component="section" aria-labelledby="test">
      <CardHeader actions={{ actions: mayTest ? test : null, hasNoOffset: true }}><CardTitle component="h2" id="test">{TEXT.title}</CardTitle></CardHeader>
      <CardBody>
        <div className="bw-stack">
          <Content component="p">{TEXT.text}</Content>
          <ProblemAlert title={TEXT.testFailed} problem={problem} />
          {running !== undefined && isShown && <JobPanel key={running} id={running} onEnd={end} />}
          <ProblemAlert title={TEXT.failed} problem={image.answer?.ok === false ? image.answer.problem : undefined} />
          {report.answer === undefined && !isUntested && image.answer?.ok !== false && <Skeleton screenreaderText={TEXT.loading} className="bw-page-skeleton" />}
          {isUntested && !isRunning && <Content component="p">{TEXT.never}</Content>}
          {report.answer?.ok === false && <ProblemAlert title={TEXT.failed} problem={report.answer.problem} />}
          {report.answer?.ok === true && <ReportView report={report.answer.data} tests={tests ?? []} />}
        </div>
      </CardBody>
    </Card>
  );
}
