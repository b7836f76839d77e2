// SPDX-License-Identifier: GPL-2.0-or-later
// Why an installation failed: the known cause with what helps, and the log it was read from.
'use client';
import { Alert, Content, Stack, StackItem } from '@patternfly/react-core';
import { apiPath } from '../../../api-client.ts';
import type { Installation, InstallationView } from './answers.ts';
import { Failure, newest } from './details.ts';
import { FactCard } from './facts.tsx';
import { FetchedLog } from './fetched-log.tsx';
import { Moment } from './moment.tsx';
import { TEXT } from './outcome-text.ts';
import { ReportedText } from './reported-text.tsx';
import { TEXT as STAGE_TEXT } from './text.ts';

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
        <StackItem>{installation.hasLog ? <FetchedLog key={found?.event.at} path={apiPath(['hosts', hostId, 'installation', 'log'])} label={TEXT.log} fileName={`${hostId}.log`} /> : <Content component="p">{TEXT.failureNoLog}</Content>}</StackItem>
      </Stack>
    </FactCard>
  );
}
