// SPDX-License-Identifier: GPL-2.0-or-later
// Builds the image on this server where that can be done, and says why where it cannot.
'use client';
import { Alert, Button, Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import { useState } from 'react';
import { z } from 'zod';
import { apiPath, callApi } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { useSession } from '../../../session/session-context.tsx';
import { JobPanel } from '../../jobs/job-panel.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { notify } from '../../notice/notices.ts';
import { BuildStarted, type Output } from '../answers.ts';
import { TEXT } from '../text.ts';

const Builds = z.object({ items: z.array(z.object({ id: z.string() })) });

export function BuildCard({ id, output: { livemediaCreator: { canBuild, reason }, findings } }: { id: string; output: Output }) {
  const mayBuild = useSession().may('admin');
  const { answer } = useAnswer(apiPath(['jobs'], { kind: 'build', subject: id, limit: 1 }), Builds);
  const [started, setStarted] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const build = async () => {
    setBusy(true);
    const begun = await callApi({ method: 'POST', path: apiPath(['definitions', id, 'build']), schema: BuildStarted });
    setBusy(false);
    setProblem(begun.ok ? undefined : begun.problem);
    if (!begun.ok) return;
    notify(TEXT.buildStarted);
    setStarted(begun.data.job);
  };
  const shown = started ?? (answer?.ok === true ? answer.data.items[0]?.id : undefined);
  const isRefused = findings.some(({ level }) => level === 'error');
  return (
    <Card isCompact component="section" aria-labelledby="build">
      <CardTitle component="h2" id="build">{TEXT.build}</CardTitle>
      <CardBody>
        <div className="bw-stack">
          {canBuild ? <Content component="p">{TEXT.buildText}</Content> : <Alert isInline variant="info" component="p" title={reason ?? ''} />}
          {canBuild && mayBuild && <div><Button isLoading={isBusy} isDisabled={isBusy || isRefused} onClick={() => void build()}>{TEXT.buildHere}</Button></div>}
          <ProblemAlert title={TEXT.buildFailed} problem={problem} />
          {shown !== undefined && <JobPanel key={shown} id={shown} />}
        </div>
      </CardBody>
    </Card>
  );
}
