// SPDX-License-Identifier: GPL-2.0-or-later
// A host in words, for those who may not change it.
'use client';
import { Card, CardBody, CardTitle, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { describeDisk } from '#kickstart/profile/disk.ts';
import { interfaceName } from '#kickstart/profile/network.ts';
import { TEXT as HOSTS_TEXT } from '../text.ts';
import { TEXT } from './text.ts';
import type { HostRead } from './use-host.ts';

function Row({ term, children }: { term: string; children: ReactNode }) {
  return <DescriptionListGroup><DescriptionListTerm>{term}</DescriptionListTerm><DescriptionListDescription>{children}</DescriptionListDescription></DescriptionListGroup>;
}

export function HostDetails({ read }: { read: HostRead }) {
  const { host, profile } = read;
  const { disk, interfaces, kernelArguments } = host.overrides;
  return (
    <Card isCompact component="section" aria-labelledby="host-settings">
      <CardTitle component="h2" id="host-settings">{HOSTS_TEXT.settings}</CardTitle>
      <CardBody>
        <DescriptionList isHorizontal>
          <Row term={TEXT.hostname}>{host.hostname}</Row>
          <Row term={TEXT.macs}>{host.macs.map((mac) => <div key={mac}><code>{mac}</code></div>)}</Row>
          <Row term={TEXT.profile}><Link prefetch={false} href={`/profiles/${profile.id}`}>{profile.title}</Link></Row>
          <Row term={TEXT.disk}>{describeDisk(disk ?? profile.storage.disk)} ({disk === undefined ? TEXT.fromProfile : TEXT.ofHost})</Row>
          {interfaces !== undefined && <Row term={TEXT.interfaces}>{interfaces.map(interfaceName).join(', ')}</Row>}
          {kernelArguments !== undefined && <Row term={TEXT.kernelArguments}>{kernelArguments.join(' ')}</Row>}
        </DescriptionList>
      </CardBody>
    </Card>
  );
}
