// SPDX-License-Identifier: GPL-2.0-or-later
// Why an installation failed: the known cause with what helps, and the log it was read from.
'use client';
import { Alert, Button, Content, Stack, StackItem } from '@patternfly/react-core';
import DownloadIcon from '@patternfly/react-icons/dist/esm/icons/download-icon';
import { z } from 'zod';
import { apiPath } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { saveFile } from '../../file/save-file.ts';
import { useAnswer } from '../../list/use-answer.ts';
import type { Installation, InstallationView } from './answers.ts';
import { Failure, newest } from './details.ts';
import { FactCard } from './facts.tsx';
import { Moment } from './moment.tsx';
import { TEXT } from './outcome-text.ts';
import { ReportedLines, ReportedText } from './reported-text.tsx';
import { TEXT as STAGE_TEXT } from './text.ts';

const LogText = z.string();

function Log({ hostId }: { hostId: string }) {
  const { answer } = useAnswer(apiPath(['hosts', hostId, 'installation', 'log']), LogText);
  if (answer === undefined) return <Content component="p">{TEXT.logLoading}</Content>;
  if (!answer.ok) return <ProblemAlert title={TEXT.logFailed} problem={answer.problem} />;
  const text = answer.data;
  return (
    <Stack hasGutter>
      <StackItem><Button variant="secondary" size="sm" icon={<DownloadIcon />} onClick={() => saveFile(`${hostId}.log`, text, 'text/plain')}>{TEXT.download}</Button></StackItem>
      <StackItem><ReportedLines label={TEXT.log} text={text} /></StackItem>
    </Stack>
  );
}

export function FailureCard({ hostId, installation, events }: { hostId: string; installation: Installation } & Pick<InstallationView, 'events'>) {
  const found = newest(events, ['failed'], Failure);
  if (installation.state !== 'failed' && !installation.hasLog) return null;
  const cause = found?.detail.cause;
  return (
    <FactCard id="failure" title={TEXT.failureTitle}>
      <Stack hasGutter>
        <StackItem>
          <Alert isInline variant="danger" title={cause ? cause.title : TEXT.failureNoCause} component="h3">
            {cause && <p><strong>{TEXT.failureFix}:</strong> <ReportedText most={600}>{cause.fix}</ReportedText></p>}
            <p>{TEXT.failureAt(STAGE_TEXT.stages[installation.stage])} {TEXT.failureAgain}</p>
            {found !== undefined && <p><Moment at={found.event.at} /></p>}
          </Alert>
        </StackItem>
        <StackItem>{installation.hasLog ? <Log key={found?.event.at} hostId={hostId} /> : <Content component="p">{TEXT.failureNoLog}</Content>}</StackItem>
      </Stack>
    </FactCard>
  );
}
