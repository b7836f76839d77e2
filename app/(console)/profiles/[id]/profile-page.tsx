// SPDX-License-Identifier: GPL-2.0-or-later
// The page of a profile.
'use client';
import { Button, Card, CardBody, CardTitle, Content, PageSection, Skeleton, Stack, StackItem } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { useSession } from '../../../session/session-context.tsx';
import { PageHeader } from '../../../shell/page-header.tsx';
import { KickstartView } from '../../kickstart/kickstart-view.tsx';
import { renderOrExplain } from '../../kickstart/rendered.ts';
import { TEXT as KICKSTART_TEXT } from '../../kickstart/text.ts';
import { LinkButton } from '#app/shell/link-button.tsx';
import { OfflineCard } from '../../offline/offline-card.tsx';
import { RoleNote } from '../../role-note.tsx';
import { type Asked, ProfileDialogs } from '../profile-dialogs.tsx';
import { TEXT } from '../text.ts';
import { ProfileDetails } from './profile-details.tsx';
import { type ProfileRead, useProfile } from './use-profile.ts';

function Kickstart({ read }: { read: ProfileRead }) {
  const outcome = renderOrExplain(read.profile);
  return (
    <Card isCompact component="section" aria-labelledby="kickstart">
      <CardTitle component="h2" id="kickstart">{TEXT.kickstart}</CardTitle>
      <CardBody>
        <Content component="p">{TEXT.kickstartText}</Content>
        {outcome.ok ? <KickstartView profile={read.profile.id} lines={outcome.lines} /> : <ProblemAlert title={KICKSTART_TEXT.failed} problem={outcome.problem} />}
      </CardBody>
    </Card>
  );
}

function NotRead({ problem }: { problem: Problem }) {
  if (problem.status !== 404) return <ProblemAlert title={TEXT.readFailed} problem={problem} />;
  return (
    <>
      <Content component="h2">{TEXT.notThere}</Content>
      <Content component="p">{TEXT.notThereText}</Content>
      <LinkButton href="/profiles">{TEXT.toProfiles}</LinkButton>
    </>
  );
}

function HeadButtons({ read, ask }: { read: ProfileRead; ask: (asked: Asked) => void }) {
  const profile = { id: read.profile.id, title: read.profile.title, etag: read.etag };
  return (
    <div className="bw-buttons">
      <LinkButton href={`/profiles/${profile.id}/edit`}>{TEXT.edit}</LinkButton>
      <Button variant="secondary" onClick={() => ask({ what: 'clone', profile })}>{TEXT.clone}</Button>
      <Button variant="secondary" isDanger onClick={() => ask({ what: 'delete', profile })}>{TEXT.delete}</Button>
    </div>
  );
}

export function ProfilePage({ id }: { id: string }) {
  const router = useRouter();
  const mayEdit = useSession().may('admin');
  const { read, problem } = useProfile(id);
  const [asked, ask] = useState<Asked>();
  return (
    <>
      <PageHeader
        title={read?.profile.title ?? id}
        description={read?.profile.description}
        trail={[{ href: '/profiles', label: TEXT.title }]}
        actions={mayEdit && read !== undefined && <HeadButtons read={read} ask={ask} />}
      />
      <PageSection>
        <Stack hasGutter>
          {!mayEdit && <StackItem><RoleNote needed="admin" what={TEXT.readOnly} /></StackItem>}
          {problem !== undefined && <StackItem><NotRead problem={problem} /></StackItem>}
          {problem === undefined && read === undefined && <StackItem><Skeleton screenreaderText={KICKSTART_TEXT.loading} className="bw-page-skeleton" /></StackItem>}
          {problem === undefined && read !== undefined && <StackItem><ProfileDetails read={read} /></StackItem>}
          {problem === undefined && read !== undefined && <StackItem><OfflineCard of="profiles" id={read.profile.id} /></StackItem>}
          {problem === undefined && read !== undefined && <StackItem><Kickstart read={read} /></StackItem>}
        </Stack>
      </PageSection>
      {asked !== undefined && (
        <ProfileDialogs asked={asked} onClose={() => ask(undefined)} onChanged={({ what }, newId) => router.push(what === 'delete' ? '/profiles' : `/profiles/${newId ?? id}`)} />
      )}
    </>
  );
}
