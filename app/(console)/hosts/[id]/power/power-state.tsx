// SPDX-License-Identifier: GPL-2.0-or-later
// What the controller says about the machine, the buttons that switch it, and what the last one did.
'use client';
import { Alert, Button, Content, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, Flex, FlexItem, Label, List, ListItem, Skeleton } from '@patternfly/react-core';
import { useState } from 'react';
import { apiPath } from '../../../../api-client.ts';
import { ProblemAlert } from '../../../../form/problem-alert.tsx';
import type { Problem } from '../../../../problem.ts';
import { useAnswer } from '../../../list/use-answer.ts';
import { certificateIn, type Controller, Power, POWER_ACTIONS, type PowerAction } from './answers.ts';
import { CertificateQuestion } from './certificate-question.tsx';
import { PowerDialog } from './power-dialog.tsx';
import { TEXT } from './text.ts';

type Named = { id: string; hostname: string };

const COLOURS = { 'on': 'green', 'off': 'grey', 'turning-on': 'blue', 'turning-off': 'blue', 'unknown': 'orange' } as const;

function Facts({ power }: { power: Power }) {
  const machine = [power.system.name, power.system.model].filter((text) => text !== null).join(', ') || power.system.path;
  return (
    <>
      <div className="bw-state"><Label color={COLOURS[power.power]}>{TEXT.states[power.power]}</Label></div>
      <DescriptionList isHorizontal isCompact>
        <DescriptionListGroup><DescriptionListTerm>{TEXT.machine}</DescriptionListTerm><DescriptionListDescription>{machine}</DescriptionListDescription></DescriptionListGroup>
        <DescriptionListGroup>
          <DescriptionListTerm>{TEXT.next}</DescriptionListTerm>
          <DescriptionListDescription>{power.boot === null ? TEXT.nextUsual : TEXT.nextIs(power.boot.target, power.boot.enabled)}</DescriptionListDescription>
        </DescriptionListGroup>
      </DescriptionList>
      {!power.offersBoot && <Content component="p">{TEXT.noBoot}</Content>}
    </>
  );
}

/** A machine that is on needs no "on", one that is off neither "off" nor "restart"; an unknown state keeps all. */
function actionsFor({ power, offersBoot }: Power): readonly PowerAction[] {
  const useless: readonly PowerAction[] = power === 'on' ? ['on'] : power === 'off' ? ['off', 'cycle'] : [];
  return POWER_ACTIONS.filter((action) => !useless.includes(action) && (offersBoot || action !== 'boot-network'));
}

function NotKnown({ host, controller, problem, reload }: { host: Named; controller: Controller; problem: Problem; reload: () => void }) {
  const certificate = certificateIn(problem);
  if (certificate === undefined) return <ProblemAlert title={TEXT.askFailed} problem={problem} />;
  return <CertificateQuestion host={host} controller={controller} certificate={certificate} detail={problem.detail} onTrusted={reload} />;
}

export function PowerState({ host, controller, onChanged }: { host: Named; controller: Controller; /** The settings of the controller changed. */ onChanged: () => void }) {
  const { answer, isLoading, reload } = useAnswer(apiPath(['hosts', host.id, 'power']), Power);
  const [asked, setAsked] = useState<PowerAction>();
  const [steps, setSteps] = useState<readonly string[]>([]);
  const trusted = () => {
    onChanged();
    reload();
  };
  const done = (told: readonly string[]) => {
    setSteps(told);
    setAsked(undefined);
    reload();
  };
  return (
    <div className="bw-stack">
      {answer === undefined && <Skeleton screenreaderText={TEXT.reading} />}
      {answer?.ok === true && <Facts power={answer.data} />}
      {answer?.ok === false && <NotKnown host={host} controller={controller} problem={answer.problem} reload={trusted} />}
      <div role="status" hidden={steps.length === 0}>
        {steps.length > 0 && <Alert isInline isPlain variant="success" component="h3" title={TEXT.done}><List isPlain>{steps.map((step) => <ListItem key={step}>{step}</ListItem>)}</List></Alert>}
      </div>
      <Flex gap={{ default: 'gapSm' }}>
        {answer?.ok === true && actionsFor(answer.data).map((action) => <FlexItem key={action}><Button variant="secondary" onClick={() => setAsked(action)}>{TEXT.actions[action].button}</Button></FlexItem>)}
        {answer !== undefined && <FlexItem><Button variant="link" isLoading={isLoading} isDisabled={isLoading} onClick={reload}>{TEXT.askAgain}</Button></FlexItem>}
      </Flex>
      {asked !== undefined && <PowerDialog host={host} action={asked} onClose={() => setAsked(undefined)} onDone={done} />}
    </div>
  );
}
