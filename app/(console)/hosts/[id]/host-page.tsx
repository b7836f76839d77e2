// SPDX-License-Identifier: GPL-2.0-or-later
// The page of a host.
'use client';
import { Button, Card, CardBody, CardTitle, Content, PageSection, Skeleton, Stack, StackItem } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { MASK } from '#kickstart/profile/secrets.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { useSession } from '../../../session/session-context.tsx';
import { PageHeader } from '../../../shell/page-header.tsx';
import { KickstartView } from '../../kickstart/kickstart-view.tsx';
import { renderOrExplain } from '../../kickstart/rendered.ts';
import { TEXT as KICKSTART_TEXT } from '../../kickstart/text.ts';
import { LinkButton } from '#app/shell/link-button.tsx';
import { RoleNote } from '../../role-note.tsx';
import { HostForm } from '../form/host-form.tsx';
import { type Asked, HostDialogs, type Named } from '../host-dialogs.tsx';
import { useInstallation } from '../installation/use-installation.ts';
import { TEXT as HOSTS_TEXT } from '../text.ts';
import { HostDetails } from './host-details.tsx';
import { HostParts } from './host-parts.tsx';
import { TEXT } from './text.ts';
import { type HostRead, useHost } from './use-host.ts';

function Kickstart({ read, bootUrl, isRehearsal }: { read: HostRead; bootUrl: string; isRehearsal: boolean }) {
  const outcome = renderOrExplain(read.profile, read.host, { url: bootUrl, token: MASK, nodeKey: MASK, rehearsal: isRehearsal });
  return (
    <Card isCompact component="section" aria-labelledby="kickstart">
      <CardTitle component="h2" id="kickstart">{TEXT.kickstart}</CardTitle>
      <CardBody>
        <Content component="p">{TEXT.kickstartText}</Content>
        {outcome.ok
          ? <KickstartView profile={read.profile.id} host={read.host.id} lines={outcome.lines} />
          : <ProblemAlert title={KICKSTART_TEXT.failed} problem={outcome.problem} />}
      </CardBody>
    </Card>
  );
}

function Settings({ read, reload }: { read: HostRead; reload: () => void }) {
  const mayEdit = useSession().may('admin');
  if (!mayEdit) return <HostDetails read={read} />;
  return (
    <Card isCompact component="section" aria-labelledby="host-settings">
      <CardTitle component="h2" id="host-settings">{HOSTS_TEXT.settings}</CardTitle>
      <CardBody><HostForm stored={{ host: read.host, etag: read.etag }} onSaved={reload} /></CardBody>
    </Card>
  );
}

function NotRead({ problem }: { problem: Problem }) {
  if (problem.status !== 404) return <ProblemAlert title={TEXT.readFailed} problem={problem} />;
  return (
    <>
      <Content component="h2">{TEXT.notThere}</Content>
      <Content component="p">{TEXT.notThereText}</Content>
      <LinkButton href="/hosts">{TEXT.toHosts}</LinkButton>
    </>
  );
}

/** What is asked about this one host. */
function askedOf(what: Asked['what'], host: Named): Asked {
  return what === 'delete' ? { what, host } : { what, hosts: [host] };
}

export function HostPage({ id, bootUrl }: { id: string; bootUrl: string }) {
  const router = useRouter();
  const session = useSession();
  const [asked, setAsked] = useState<Asked>();
  const { read, problem, reload } = useHost(id);
  const live = useInstallation(id);
  const ask = (what: Asked['what']) => {
    if (read === undefined) return;
    const state = live.view?.current?.state ?? read.summary.state;
    setAsked(askedOf(what, { ...read.summary, state, etag: read.etag ?? read.summary.etag }));
  };
  const reloadAll = () => {
    reload();
    live.reload();
  };
  const kickstart = read !== undefined && <Kickstart read={read} bootUrl={bootUrl} isRehearsal={live.view?.current?.isRehearsal === true} />;
  const changed = (what: Asked['what']) => (what === 'delete' ? router.push('/hosts') : reloadAll());
  return (
    <>
      <PageHeader
        title={read?.host.hostname ?? id}
        trail={[{ href: '/hosts', label: HOSTS_TEXT.title }]}
        actions={session.may('admin') && read !== undefined && <Button variant="secondary" isDanger onClick={() => ask('delete')}>{HOSTS_TEXT.delete}</Button>}
      />
      <PageSection>
        <Stack hasGutter>
          {!session.may('admin') && <StackItem><RoleNote needed="admin" what={session.may('operator') ? HOSTS_TEXT.readOnly : HOSTS_TEXT.readOnlyArm} /></StackItem>}
          <StackItem>
            {problem !== undefined && <NotRead problem={problem} />}
            {problem === undefined && read === undefined && <Skeleton screenreaderText={KICKSTART_TEXT.loading} className="bw-page-skeleton" />}
            {problem === undefined && read !== undefined && (
              <HostParts read={read} live={live} bootUrl={bootUrl} ask={ask} settings={<Settings read={read} reload={reload} />} kickstart={kickstart} />
            )}
          </StackItem>
        </Stack>
      </PageSection>
      {asked !== undefined && <HostDialogs asked={asked} onClose={() => setAsked(undefined)} onChanged={changed} />}
    </>
  );
}
