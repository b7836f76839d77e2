// SPDX-License-Identifier: GPL-2.0-or-later
// The profile in a few lines: target, image, disk, hosts, and whether hosts with it may be armed.
'use client';
import {
  Alert, Card, CardBody, CardTitle, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, List, ListItem,
} from '@patternfly/react-core';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { describeDisk } from '#kickstart/profile/disk.ts';
import { Host } from '#kickstart/profile/host.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { stepOf } from '../../../(wizard)/frame/steps.ts';
import { useSession } from '../../../session/session-context.tsx';
import { obstaclesOf } from '../../hosts/judge.ts';
import { targetLabel } from '../profile-summary.ts';
import { ReadyLabel } from '../profile-table.tsx';
import { TEXT } from '../text.ts';
import type { ProfileRead } from './use-profile.ts';

function Row({ term, children }: { term: string; children: ReactNode }) {
  return <DescriptionListGroup><DescriptionListTerm>{term}</DescriptionListTerm><DescriptionListDescription>{children}</DescriptionListDescription></DescriptionListGroup>;
}

/** What stands against arming any host with the profile: judged by one that sets nothing itself. */
function obstaclesOfProfile(profile: Profile) {
  return obstaclesOf(profile, Host.parse({ hostname: 'any', macs: ['52:54:00:00:00:01'], profile: profile.id }));
}

export function ProfileDetails({ read }: { read: ProfileRead }) {
  const { profile, hosts } = read;
  const mayEdit = useSession().may('admin');
  const obstacles = obstaclesOfProfile(profile);
  return (
    <Card isCompact component="section" aria-labelledby="details">
      <CardTitle component="h2" id="details">{TEXT.details}</CardTitle>
      <CardBody>
        <DescriptionList isHorizontal isCompact>
          <Row term={TEXT.id}><code>{profile.id}</code></Row>
          <Row term={TEXT.target}>{targetLabel(profile.target)}</Row>
          <Row term={TEXT.image}>
            <code className="bw-wrap">{profile.image.url}</code>
            {profile.image.channel !== undefined && <div>{TEXT.follows} <Link prefetch={false} href={`/channels/${profile.image.channel}`}>{profile.image.channel}</Link></div>}
          </Row>
          <Row term={TEXT.disk}>{describeDisk(profile.storage.disk)}</Row>
          <Row term={TEXT.usedBy}>{hosts === 0 ? TEXT.hostCount(0) : <Link prefetch={false} href={`/hosts?profile=${profile.id}`}>{TEXT.hostCount(hosts)}</Link>}</Row>
          <Row term={TEXT.state}><ReadyLabel isReady={obstacles.length === 0} /></Row>
        </DescriptionList>
        {obstacles.length > 0 && (
          <Alert isInline variant="warning" component="h3" title={TEXT.obstacles}>
            <List>
              {obstacles.map(({ field, message }) => (
                <ListItem key={`${field} ${message}`}>
                  {message} {mayEdit && <Link prefetch={false} href={`/profiles/${profile.id}/edit?step=${stepOf(field)}`}>{TEXT.mend}</Link>}
                </ListItem>
              ))}
            </List>
          </Alert>
        )}
      </CardBody>
    </Card>
  );
}
