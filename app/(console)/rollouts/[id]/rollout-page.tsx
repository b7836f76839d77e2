// SPDX-License-Identifier: GPL-2.0-or-later
// The page of a roll-out: how far it is, what failed, its waves, nodes and history, and what can be done.
'use client';
import { Alert, Button, Content, Label, PageSection, Skeleton, Stack, StackItem } from '@patternfly/react-core';
import { useState } from 'react';
import type { RolloutDetail } from '#kickstart/fleet/rollout-view.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { useSession } from '../../../session/session-context.tsx';
import { LinkButton } from '../../../shell/link-button.tsx';
import { PageHeader } from '../../../shell/page-header.tsx';
import { RoleNote } from '../../role-note.tsx';
import { TEXT as ROLLOUT_TEXT } from '../text.ts';
import { FailuresCard } from './failures-card.tsx';
import { HistoryCard } from './history-card.tsx';
import { NodesCard } from './nodes-card.tsx';
import { ProgressCard } from './progress-card.tsx';
import { type AskedOf, RolloutDialogs } from './rollout-dialogs.tsx';
import { TEXT } from './text.ts';
import { useRollout } from './use-rollout.ts';
import { WavesCard } from './waves-card.tsx';

function NotRead({ problem }: { problem: Problem }) {
  if (problem.status !== 404) return <ProblemAlert title={TEXT.readFailed} problem={problem} />;
  return (
    <>
      <Content component="h2">{TEXT.notThere}</Content>
      <Content component="p">{TEXT.notThereText}</Content>
      <LinkButton href="/rollouts">{TEXT.toRollouts}</LinkButton>
    </>
  );
}

function HeadButtons({ rollout: { may }, ask }: { rollout: RolloutDetail; ask: (asked: AskedOf) => void }) {
  return (
    <div className="bw-buttons">
      {may.resume && <Button onClick={() => ask('resume')}>{TEXT.resume}</Button>}
      {may.pause && <Button variant="secondary" onClick={() => ask('pause')}>{TEXT.pause}</Button>}
      {may.stop && <Button variant="secondary" isDanger onClick={() => ask('stop')}>{TEXT.stop}</Button>}
      {may.rollback > 0 && <Button variant="secondary" isDanger onClick={() => ask('rollback')}>{TEXT.rollback}</Button>}
    </div>
  );
}

export function RolloutPage({ id }: { id: string }) {
  const mayAct = useSession().may('operator');
  const { rollout, problem, connection, reload } = useRollout(id);
  const [asked, ask] = useState<AskedOf>();
  return (
    <>
      <PageHeader
        title={rollout?.title ?? ROLLOUT_TEXT.title}
        trail={[{ href: '/rollouts', label: ROLLOUT_TEXT.title }]}
        description={rollout !== undefined && connection === 'live' ? <Label isCompact color="green">{TEXT.live}</Label> : undefined}
        actions={mayAct && rollout !== undefined && <HeadButtons rollout={rollout} ask={ask} />}
      />
      <PageSection>
        <Stack hasGutter>
          {!mayAct && <StackItem><RoleNote needed="operator" what={TEXT.readOnly} /></StackItem>}
          {connection === 'lost' && <StackItem><Alert isInline isPlain variant="warning" component="p" title={TEXT.lost} /></StackItem>}
          {rollout === undefined && problem !== undefined && <StackItem><NotRead problem={problem} /></StackItem>}
          {rollout === undefined && problem === undefined && <StackItem><Skeleton screenreaderText={TEXT.loading} className="bw-page-skeleton" /></StackItem>}
          {rollout !== undefined && (
            <>
              <StackItem><ProgressCard rollout={rollout} /></StackItem>
              <FailuresCard rollout={rollout} />
              <StackItem><WavesCard rollout={rollout} /></StackItem>
              <StackItem><NodesCard rollout={rollout} /></StackItem>
              <StackItem><HistoryCard events={rollout.events} /></StackItem>
            </>
          )}
        </Stack>
      </PageSection>
      <div className="pf-v6-screen-reader" role="status">{rollout !== undefined && TEXT.announce(rollout.title, ROLLOUT_TEXT.states[rollout.state], rollout.counts.healthy, rollout.total)}</div>
      {asked !== undefined && rollout !== undefined && <RolloutDialogs asked={asked} rollout={rollout} onClose={() => ask(undefined)} onDone={reload} />}
    </>
  );
}
