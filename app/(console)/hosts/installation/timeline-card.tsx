// SPDX-License-Identifier: GPL-2.0-or-later
// The timeline of the current installation, live, with everything that happened; and for those who hear the page, one sentence when a stage is reached.
'use client';
import { CardBody, Card, CardHeader, CardTitle, Content, Label, Skeleton, Stack, StackItem } from '@patternfly/react-core';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { TEXT as HOSTS_TEXT } from '../text.ts';
import type { Installation } from './answers.ts';
import { EventTable } from './event-table.tsx';
import { TEXT } from './text.ts';
import { Timeline } from './timeline.tsx';
import type { LiveInstallation } from './use-installation.ts';

/** Says nothing of bytes and minutes: only stages and ends are news. */
function announcement(hostname: string, { state, stage, isStuck }: Installation): string {
  if (isStuck) return TEXT.announce(hostname, HOSTS_TEXT.states.stuck);
  return TEXT.announce(hostname, state === 'installing' ? TEXT.stages[stage] : HOSTS_TEXT.states[state]);
}

function Body({ live: { view, problem } }: { live: LiveInstallation }) {
  if (view === undefined) return problem === undefined ? <Skeleton screenreaderText={TEXT.loading} className="bw-page-skeleton" /> : <ProblemAlert title={TEXT.failed} problem={problem} />;
  if (view.current === null) return <Content component="p">{TEXT.noneText}</Content>;
  return (
    <Stack hasGutter>
      <StackItem><Timeline installation={view.current} /></StackItem>
      <StackItem><EventTable events={view.events} /></StackItem>
    </Stack>
  );
}

export function TimelineCard({ hostname, live }: { hostname: string; live: LiveInstallation }) {
  const current = live.view?.current ?? undefined;
  return (
    <Card isCompact component="section" aria-labelledby="timeline">
      <CardHeader actions={{ actions: current !== undefined && live.connection === 'live' ? <Label isCompact color="green">{TEXT.live}</Label> : null, hasNoOffset: true }}>
        <CardTitle component="h2" id="timeline">{TEXT.title}</CardTitle>
      </CardHeader>
      <CardBody><Body live={live} /></CardBody>
      <div className="pf-v6-screen-reader" role="status">{current !== undefined && announcement(hostname, current)}</div>
    </Card>
  );
}
