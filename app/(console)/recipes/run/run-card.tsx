// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a recipe on an image, and shows its newest run live.
'use client';
import { Button, Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import type { Recipe } from '#kickstart/recipe/recipe.ts';
import { apiPath } from '../../../api-client.ts';
import { useSession } from '../../../session/session-context.tsx';
import { JobPanel } from '../../jobs/job-panel.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { Runs } from '../answers.ts';
import { TEXT } from '../text.ts';
import { RunDialog } from './run-dialog.tsx';

export function RunCard({ recipe }: { recipe: Recipe }) {
  const mayRun = useSession().may('admin');
  const parent = useSearchParams().get('parent') ?? undefined;
  const [isAsking, setAsking] = useState(mayRun && parent !== undefined);
  const [started, setStarted] = useState<string>();
  const { answer } = useAnswer(apiPath(['jobs'], { kind: 'customize', subject: recipe.id, limit: 1 }), Runs);
  const shown = started ?? (answer?.ok === true ? answer.data.items[0]?.id : undefined);
  const begun = (job: string) => {
    setStarted(job);
    setAsking(false);
  };
  return (
    <Card isCompact component="section" aria-labelledby="run">
      <CardTitle component="h2" id="run">{TEXT.run}</CardTitle>
      <CardBody>
        <div className="bw-stack">
          <Content component="p">{TEXT.runText}</Content>
          {mayRun && <div><Button onClick={() => setAsking(true)}>{TEXT.runButton}</Button></div>}
          {shown !== undefined && <JobPanel key={shown} id={shown} />}
        </div>
      </CardBody>
      {isAsking && <RunDialog recipe={recipe} parent={parent} onClose={() => setAsking(false)} onStarted={begun} />}
    </Card>
  );
}
