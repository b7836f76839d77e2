// SPDX-License-Identifier: GPL-2.0-or-later
// Whether the host may be installed now: its state, what stands against arming it, and the buttons.
'use client';
import { Button, Card, CardBody, CardTitle, Content, Flex, FlexItem } from '@patternfly/react-core';
import { useSession } from '../../../session/session-context.tsx';
import { exactTime, useNow } from '../../list/time.ts';
import type { Asked } from '../host-dialogs.tsx';
import { stateAt } from '../host-summary.ts';
import { obstaclesOf } from '../judge.ts';
import { ObstacleList } from '../obstacle-list.tsx';
import { StateLabel } from '../state-label.tsx';
import { TEXT as HOSTS_TEXT } from '../text.ts';
import { TEXT } from './text.ts';
import type { HostRead } from './use-host.ts';

function Buttons({ isArmed, ask }: { isArmed: boolean; ask: (what: Asked['what']) => void }) {
  return (
    <Flex gap={{ default: 'gapSm' }}>
      <FlexItem><Button variant={isArmed ? 'secondary' : 'primary'} onClick={() => ask('arm')}>{isArmed ? HOSTS_TEXT.armAgain : HOSTS_TEXT.arm}</Button></FlexItem>
      {isArmed && <FlexItem><Button variant="secondary" onClick={() => ask('disarm')}>{HOSTS_TEXT.disarm}</Button></FlexItem>}
    </Flex>
  );
}

export function StateCard({ read, ask }: { read: HostRead; ask: (what: Asked['what']) => void }) {
  const mayArm = useSession().may('operator');
  const { summary, host, profile } = read;
  const state = stateAt(summary, useNow());
  const obstacles = obstaclesOf(profile, host);
  return (
    <Card isCompact component="section" aria-labelledby="host-state">
      <CardTitle component="h2" id="host-state">{TEXT.state}</CardTitle>
      <CardBody>
        <div className="bw-state"><StateLabel host={summary} /></div>
        <Content component="p">
          {HOSTS_TEXT.stateText[state]}
          {state !== 'unarmed' && typeof summary.armedUntil === 'number' && ` ${state === 'armed' ? TEXT.expires : TEXT.expired} ${exactTime(summary.armedUntil)}.`}
        </Content>
        {obstacles.length > 0 && <ObstacleList obstacles={obstacles} host={host} />}
        {mayArm && obstacles.length === 0 && <Buttons isArmed={state === 'armed'} ask={ask} />}
      </CardBody>
    </Card>
  );
}
