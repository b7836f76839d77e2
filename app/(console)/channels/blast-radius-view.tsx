// SPDX-License-Identifier: GPL-2.0-or-later
// The blast radius of a move: who is concerned, armed hosts first, and the lines of each kickstart that change.
'use client';
import { Alert, Button, List, ListItem, Title } from '@patternfly/react-core';
import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import type { Problem } from '../../problem.ts';
import { TEXT as HOST_TEXT } from '../hosts/text.ts';
import { type ArmedHost, BlastRadius, type HostRadius, type ProfileRadius, type Wanted } from './channel-answers.ts';
import { ChangeList } from './change-list.tsx';
import { TEXT } from './move-text.ts';
import { byChanges } from './radius-groups.ts';

function Hosts({ hosts }: { hosts: readonly HostRadius[] }) {
  return (
    <ul className="bw-radius__hosts">
      {hosts.map(({ id, hostname, state }) => (
        <li key={id}><Link prefetch={false} href={`/hosts/${id}`} target="_blank">{hostname}</Link> <span className="bw-sub">{HOST_TEXT.states[state]}</span></li>
      ))}
    </ul>
  );
}

/** Asks for the hosts after the ones that are shown. */
function useMoreHosts(wanted: Wanted, profile: ProfileRadius) {
  const [more, setMore] = useState<readonly HostRadius[]>([]);
  const [problem, setProblem] = useState<Problem>();
  const hosts = [...profile.hosts, ...more];
  const load = async () => {
    const body = { sha256: wanted.sha256, kind: wanted.kind, profile: profile.id, ...(hosts.length > 0 && { after: hosts.at(-1)?.id }) };
    const answer = await callApi({ method: 'POST', path: apiPath(['channels', wanted.channel.id, 'preview']), body, schema: BlastRadius });
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) setMore([...more, ...(answer.data.profiles[0]?.hosts ?? [])]);
  };
  return { hosts, left: profile.hostCount - hosts.length, load, problem };
}

function ProfilePart({ profile, wanted }: { profile: ProfileRadius; wanted: Wanted }) {
  const { hosts, left, load, problem } = useMoreHosts(wanted, profile);
  return (
    <section className="bw-radius__profile" aria-label={profile.title}>
      <div><Link prefetch={false} href={`/profiles/${profile.id}`} target="_blank">{profile.title}</Link> <span className="bw-sub">{TEXT.hostsOf(profile.hostCount)}</span></div>
      {profile.hostCount === 0 && <><p>{TEXT.noHosts}</p><ChangeList changes={profile.changes} of={profile.title} /></>}
      {byChanges(hosts).map(({ changes, hosts: same }) => (
        <div key={JSON.stringify(changes)}>
          <p>{same.length === 1 ? TEXT.onlyFor : TEXT.sameFor(same.length)}</p>
          <Hosts hosts={same} />
          <ChangeList changes={changes} of={same.map(({ hostname }) => hostname).slice(0, 3).join(', ')} />
        </div>
      ))}
      <ProblemAlert title={TEXT.previewFailed} problem={problem} />
      {left > 0 && <div><Button variant="link" isInline onClick={() => void load()}>{TEXT.showMore(left)}</Button></div>}
    </section>
  );
}

function ArmedAlert({ variant, title, hosts, count, children }: { variant: 'danger' | 'warning' | 'info'; title: string; hosts: readonly ArmedHost[]; count: number; children?: ReactNode }) {
  if (count === 0) return null;
  return (
    <Alert isInline variant={variant} title={title} component="h3">
      {children}
      <List>
        {hosts.map(({ id, hostname, disarmed }) => (
          <ListItem key={id}><Link prefetch={false} href={`/hosts/${id}`} target="_blank">{hostname}</Link>{disarmed !== null && `: ${disarmed}`}</ListItem>
        ))}
      </List>
      {count > hosts.length && <p>{TEXT.moreArmed(count - hosts.length)}</p>}
    </Alert>
  );
}

function ArmedHosts({ radius: { armed, counts } }: { radius: BlastRadius }) {
  const lost = armed.filter(({ disarmed }) => disarmed !== null);
  const kept = armed.filter(({ state, disarmed }) => state === 'armed' && disarmed === null);
  const running = armed.filter(({ state }) => state === 'installing');
  return (
    <>
      <ArmedAlert variant="danger" title={TEXT.disarmedTitle(counts.disarmed)} hosts={lost} count={counts.disarmed} />
      <ArmedAlert variant="warning" title={TEXT.armed(counts.armed - counts.disarmed)} hosts={kept} count={counts.armed - counts.disarmed}><p>{TEXT.armedText}</p></ArmedAlert>
      <ArmedAlert variant="info" title={TEXT.installing(counts.installing)} hosts={running} count={counts.installing}><p>{TEXT.installingText}</p></ArmedAlert>
    </>
  );
}

export function BlastRadiusView({ radius, wanted }: { radius: BlastRadius; wanted: Wanted }) {
  const { counts, profiles } = radius;
  return (
    <section className="bw-radius" aria-label={TEXT.radius}>
      <Title headingLevel="h2" size="lg">{TEXT.radius}</Title>
      <p>{counts.profiles === 0 ? TEXT.radiusNone : TEXT.radiusText(counts.profiles, counts.hosts)}</p>
      <ArmedHosts radius={radius} />
      {profiles.map((profile) => <ProfilePart key={`${profile.id} ${radius.etag}`} profile={profile} wanted={wanted} />)}
      {counts.profiles > profiles.length && <p>{TEXT.moreProfiles(counts.profiles - profiles.length)}</p>}
    </section>
  );
}
