// SPDX-License-Identifier: GPL-2.0-or-later
// Who uses an image: channels, roll-outs, profiles and hosts, with the way to each.
'use client';
import { Content, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import Link from 'next/link';
import type { Users } from './image-answers.ts';
import { PAGE_TEXT as TEXT } from './text.ts';

function Group({ term, links }: { term: string; links: readonly { href: string; label: string }[] }) {
  if (links.length === 0) return null;
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription>{links.map(({ href, label }) => <div key={href}><Link prefetch={false} href={href}>{label}</Link></div>)}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}

export function UserList({ users }: { users: Users }) {
  if (users.profiles.length + users.hosts.length + users.channels.length + users.rollouts.length === 0) return <Content component="p">{TEXT.nobody}</Content>;
  return (
    <DescriptionList isHorizontal isCompact>
      <Group term={TEXT.channels} links={users.channels.map(({ id, title }) => ({ href: `/channels/${id}`, label: title }))} />
      <Group term={TEXT.rollouts} links={users.rollouts.map(({ id, title }) => ({ href: `/rollouts/${id}`, label: title }))} />
      <Group term={TEXT.profiles} links={users.profiles.map(({ id, title }) => ({ href: `/profiles/${id}`, label: title }))} />
      <Group term={TEXT.hosts} links={users.hosts.map(({ id, hostname }) => ({ href: `/hosts/${encodeURIComponent(id)}`, label: hostname }))} />
    </DescriptionList>
  );
}
