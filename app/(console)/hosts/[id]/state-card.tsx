// SPDX-License-Identifier: GPL-2.0-or-later
// Whether the host may be installed now: its state, what stands against arming it, and the buttons.
'use client';
import { Button, Card, CardBody, CardTitle, Content, Flex, FlexItem } from '@patternfly/react-core';
import type { HostState } from '#kickstart/lifecycle/states.ts';
import { useSession } from '../../../session/session-context.tsx';
import { exactTime, useNow } from '../../list/time.ts';
import { mayBeArmed, mayBeDisarmed, type Standing, stateNow } from '../host-summary.ts';
import { obstaclesOf } from '../judge.ts';
import { ObstacleList } from '../obstacle-list.tsx';
import { StateLabel } from '../state-label.tsx';
import { TEXT as HOSTS_TEXT } from '../text.ts';
import { TEXT } from './text.ts';
import type { HostRead } from './use-host.ts';

type Ask = (what: 'arm' | 'disarm') => void;

function Buttons({ state, mayInstall, ask }: { state: HostState; mayInstall: boolean; ask: Ask }) {
  const isArmed = state === 'armed';
  const isDone = state === 'installed' || state === 'healthy';
  return (
    <Flex gap={{ default: 'gapSm' }}>
      {mayInstall && mayBeArmed(state) && (
        <FlexItem><Button variant={isArmed || isDone ? 'secondary' : 'primary'} onClick={() => ask('arm')}>{isArmed ? HOSTS_TEXT.armAgain : HOSTS_TEXT.arm}</Button></FlexItem>
      )}
      {mayBeDisarmed(state) && <FlexItem><Button variant="secondary" onClick={() => ask('disarm')}>{HOSTS_TEXT.disarm}</Button></FlexItem>}
    </Flex>
  );
}

/** `standing`: the newest that is known of the host, from its installation or from the list. */
export function StateCard({ read, standing, ask }: { read: HostRead; standing: Standing; ask: Ask }) {
  const mayArm = useSession().may('operator');
  const { host, profile } = read;
  const state = stateNow(standing, useNow());
  const obstacles = obstaclesOf(profile, host);
  const isTimed = (state === 'armed' || state === 'expired') && typeof standing.armedUntil === 'number';
  return (
    <Card isCompact component="section" aria-labelledby="host-state">
      <CardTitle component="h2" id="host-state">{TEXT.state}</CardTitle>
      <CardBody>
        <div className="bw-state"><StateLabel host={standing} /></div>
        <Content component="p">
          {HOSTS_TEXT.stateText[standing.isStuck ? 'stuck' : state]}
          {isTimed && ` ${state === 'armed' ? TEXT.expires : TEXT.expired} ${exactTime(standing.armedUntil ?? 0)}.`}
        </Content>
        {obstacles.length > 0 && mayBeArmed(state) && <ObstacleList obstacles={obstacles} host={host} />}
        {mayArm && <Buttons state={state} mayInstall={obstacles.length === 0} ask={ask} />}
      </CardBody>
    </Card>
  );
}
