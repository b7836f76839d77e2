// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of a host's page and their places: what needs a decision first, then the installation and the node that runs, then the configuration and the kickstart.
'use client';
import { Grid, GridItem, Stack, StackItem } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import type { Standing } from '../host-summary.ts';
import { IntruderAlert, NotLiveAlert, StuckAlert } from '../installation/alerts.tsx';
import type { InstallationView } from '../installation/answers.ts';
import { CheckInCard } from '../installation/check-in-card.tsx';
import { EarlierTable } from '../installation/earlier-table.tsx';
import { FailureCard } from '../installation/failure-card.tsx';
import { LayoutCard } from '../installation/layout-card.tsx';
import { MachineCard } from '../installation/machine-card.tsx';
import { RehearsalCard } from '../installation/rehearsal-card.tsx';
import { ServedCard } from '../installation/served-card.tsx';
import { TimelineCard } from '../installation/timeline-card.tsx';
import type { LiveInstallation } from '../installation/use-installation.ts';
import { OfflineCard } from '../../offline/offline-card.tsx';
import { BootAddresses } from './boot-addresses.tsx';
import { NodeCards } from './node/node-card.tsx';
import { PowerCard } from './power-card.tsx';
import { StateCard } from './state-card.tsx';
import type { HostRead } from './use-host.ts';

type HostPartsProps = {
  read: HostRead;
  live: LiveInstallation;
  bootUrl: string;
  ask: (what: 'arm' | 'disarm') => void;
  settings: ReactNode;
  kickstart: ReactNode;
};

function Alerts({ read, live }: Pick<HostPartsProps, 'read' | 'live'>) {
  const view = live.view;
  const current = view?.current ?? undefined;
  return (
    <>
      <NotLiveAlert connection={live.connection} reload={live.reload} />
      {view !== undefined && current !== undefined && (
        <>
          <IntruderAlert events={view.events} />
          <StuckAlert installation={current} />
          <RehearsalCard host={{ id: read.host.id, hostname: read.host.hostname }} view={view} installation={current} onDecided={live.reload} />
          <FailureCard hostId={read.host.id} installation={current} events={view.events} />
        </>
      )}
    </>
  );
}

/** What the machine told, beside the timeline. */
function Told({ view, hostId }: { view: InstallationView; hostId: string }) {
  return (
    <>
      <CheckInCard events={view.events} />
      <LayoutCard events={view.events} />
      <MachineCard events={view.events} />
      {view.served !== null && <ServedCard hostId={hostId} served={view.served} />}
    </>
  );
}

export function HostParts({ read, live, bootUrl, ask, settings, kickstart }: HostPartsProps) {
  const standing: Standing = live.view?.current ?? read.summary;
  return (
    <div className="bw-stack">
      <Alerts read={read} live={live} />
      <Grid hasGutter>
        <GridItem lg={5}>
          <Stack hasGutter>
            <StackItem><StateCard read={read} standing={standing} ask={ask} /></StackItem>
            <StackItem><TimelineCard hostname={read.host.hostname} live={live} /></StackItem>
            <StackItem><PowerCard host={read.host} /></StackItem>
            <StackItem><BootAddresses macs={read.host.macs} bootUrl={bootUrl} /></StackItem>
            <StackItem><OfflineCard of="hosts" id={read.host.id} /></StackItem>
          </Stack>
        </GridItem>
        <GridItem lg={7}>
          <div className="bw-stack">
            <NodeCards hostId={read.host.id} hasCockpit={read.profile.services.cockpit} />
            {live.view !== undefined && <Told view={live.view} hostId={read.host.id} />}
            {settings}
            {live.view !== undefined && <EarlierTable earlier={live.view.earlier} />}
          </div>
        </GridItem>
        <GridItem>{kickstart}</GridItem>
      </Grid>
    </div>
  );
}
