// SPDX-License-Identifier: GPL-2.0-or-later
// What was done last, how it ended and why; its log, and that of the installation's layout, when somebody asks for it.
import { Alert, Card, CardBody, CardTitle, Stack, StackItem } from '@patternfly/react-core';
import { useState } from 'react';
import { plainText } from '#kickstart/lifecycle/plain-text.ts';
import { ActionButton } from './action-button.tsx';
import { momentText } from './amounts.ts';
import { Detail, Details, Said } from './details.tsx';
import { problemText, run } from './node-command.ts';
import { Log, Reported } from './reported.tsx';
import type { Last } from './status.ts';
import { TEXT } from './text.ts';

/** Of the end of a log, in bytes. */
const MOST_LOG = 256 * 1024;
/** The node says where its log is; this page reads nothing but logs as administrator. */
const LOG_PATH = /^\/var\/lib\/basewright-node\/logs\/[A-Za-z0-9_.-]{1,128}\.log$/;
const LAYOUT_LOG = '/var/log/imgbased-layout.log';

type LogState = { kind: 'log'; text: string } | { kind: 'failed'; why: string } | undefined;

function KeptLog({ path, isAllowed, show, label }: { path: string; isAllowed: boolean; show: string; label: string }) {
  const [log, setLog] = useState<LogState>();
  const load = async () => {
    const ran = await run(['tail', '-c', String(MOST_LOG), '--', path], { superuser: 'require' });
    setLog(ran.kind === 'output' ? { kind: 'log', text: plainText(ran.output, MOST_LOG) || TEXT.logEmpty } : { kind: 'failed', why: problemText(ran.problem) });
  };
  return (
    <>
      <ActionButton variant="secondary" reason={isAllowed ? undefined : TEXT.needsAccess} onAct={() => void load()}>{show}</ActionButton>
      {log?.kind === 'log' && <Log label={label} text={log.text} />}
      {log?.kind === 'failed' && <div role="alert"><Alert isInline variant="danger" title={TEXT.logFailed} component="h3"><Reported>{log.why}</Reported></Alert></div>}
    </>
  );
}

export function LastCard({ last, layoutLog, isAllowed }: { last: Last | null; layoutLog: string | null; isAllowed: boolean }) {
  return (
    <Card component="section" aria-labelledby="last">
      <CardTitle component="h2" id="last">{TEXT.last}</CardTitle>
      <CardBody>
        <Stack hasGutter>
          <StackItem>
            {last === null ? TEXT.noLast : (
              <Details>
                <Detail term={TEXT.what}>{TEXT.kinds[last.kind]}</Detail>
                <Detail term={TEXT.image}><Said>{last.nvr}</Said></Detail>
                <Detail term={TEXT.outcome}>{TEXT.steps[last.step]}</Detail>
                <Detail term={TEXT.at}>{momentText(last.at)}</Detail>
                {last.reason !== null && last.reason !== '' && <Detail term={TEXT.reason}><Reported>{last.reason}</Reported></Detail>}
              </Details>
            )}
          </StackItem>
          {last !== null && last.log !== null && LOG_PATH.test(last.log) && <StackItem><KeptLog key={last.log} path={last.log} isAllowed={isAllowed} show={TEXT.showLog} label={TEXT.log} /></StackItem>}
          {layoutLog === LAYOUT_LOG && <StackItem><KeptLog path={layoutLog} isAllowed={isAllowed} show={TEXT.showLayoutLog} label={TEXT.layoutLog} /></StackItem>}
        </Stack>
      </CardBody>
    </Card>
  );
}
