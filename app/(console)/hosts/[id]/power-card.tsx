// SPDX-License-Identifier: GPL-2.0-or-later
// The power of a host through its management controller: its state, what can be done, and the settings of the controller.
'use client';
import { Button, Card, CardBody, CardTitle, Content, Flex, FlexItem, Skeleton } from '@patternfly/react-core';
import { useState } from 'react';
import { z } from 'zod';
import { apiPath, callApi } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { useSession } from '../../../session/session-context.tsx';
import { ConfirmDialog } from '../../dialog/confirm-dialog.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { notify } from '../../notice/notices.ts';
import { type Controller, ControllerAnswer } from './power/answers.ts';
import { ControllerDialog } from './power/controller-dialog.tsx';
import { PowerState } from './power/power-state.tsx';
import { TEXT } from './power/text.ts';

type Named = { id: string; hostname: string };
type AskedFor = 'settings' | 'forget';

function Controlled({ host, controller, round, reload, ask }: { host: Named; controller: Controller; round: number; reload: () => void; ask: (what: AskedFor) => void }) {
  const session = useSession();
  return (
    <div className="bw-stack">
      {session.may('operator') ? <PowerState key={round} host={host} controller={controller} onChanged={reload} /> : <Content component="p">{TEXT.viewer}</Content>}
      <Content component="small" className="bw-wrap">{TEXT.at}: {controller.url} ({controller.username})</Content>
      {session.may('admin') && (
        <Flex gap={{ default: 'gapSm' }}>
          <FlexItem><Button variant="link" isInline onClick={() => ask('settings')}>{TEXT.change}</Button></FlexItem>
          <FlexItem><Button variant="link" isInline isDanger onClick={() => ask('forget')}>{TEXT.forget}</Button></FlexItem>
        </Flex>
      )}
    </div>
  );
}

function NoController({ ask }: { ask: (what: AskedFor) => void }) {
  const maySet = useSession().may('admin');
  return (
    <>
      <Content component="p">{maySet ? TEXT.none : TEXT.noneYet}</Content>
      {maySet && <Button variant="secondary" onClick={() => ask('settings')}>{TEXT.add}</Button>}
    </>
  );
}

/** Needs no more of a host than how to name it. */
export function PowerCard({ host }: { host: Named }) {
  const { answer, reload } = useAnswer(apiPath(['hosts', host.id, 'controller']), ControllerAnswer);
  const [asked, setAsked] = useState<AskedFor>();
  // New settings ask the controller anew.
  const [round, setRound] = useState(0);
  const controller = answer?.ok === true ? (answer.data.controller ?? undefined) : undefined;
  const changed = (text: string) => {
    notify(text);
    setAsked(undefined);
    setRound(round + 1);
    reload();
  };
  return (
    <Card isCompact component="section" aria-labelledby="host-power">
      <CardTitle component="h2" id="host-power">{TEXT.title}</CardTitle>
      <CardBody>
        {answer === undefined && <Skeleton screenreaderText={TEXT.reading} />}
        {answer?.ok === false && <ProblemAlert title={TEXT.readFailed} problem={answer.problem} />}
        {answer?.ok === true && controller === undefined && <NoController ask={setAsked} />}
        {controller !== undefined && <Controlled host={host} controller={controller} round={round} reload={reload} ask={setAsked} />}
      </CardBody>
      {asked === 'settings' && <ControllerDialog host={host} controller={controller} onClose={() => setAsked(undefined)} onSaved={() => changed(TEXT.saved(host.hostname))} />}
      {asked === 'forget' && (
        <ConfirmDialog
          title={TEXT.forgetTitle(host.hostname)} confirm={TEXT.forgetSubmit} refused={TEXT.forgetFailed} onClose={() => setAsked(undefined)} onDone={() => changed(TEXT.forgotten(host.hostname))}
          act={() => callApi({ method: 'DELETE', path: apiPath(['hosts', host.id, 'controller']), schema: z.undefined() })}
        >
          <Content component="p">{TEXT.forgetText}</Content>
        </ConfirmDialog>
      )}
    </Card>
  );
}
