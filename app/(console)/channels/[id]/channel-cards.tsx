// SPDX-License-Identifier: GPL-2.0-or-later
// What a channel has, and who follows it.
'use client';
import { ClipboardCopy, Content, DescriptionList, List, ListItem } from '@patternfly/react-core';
import Link from 'next/link';
import { Ago } from '../../list/ago.tsx';
import { Fact, FactCard } from '../../hosts/installation/facts.tsx';
import { TEXT as HOST_TEXT } from '../../hosts/text.ts';
import type { ChannelDetails, FollowingHost } from '../channel-answers.ts';
import { TEXT } from '../text.ts';
import { ImageLink, VerdictLabel } from '../verdict-label.tsx';

const MIB = 1024 * 1024;

export function ImageCard({ channel }: { channel: ChannelDetails }) {
  const { image } = channel;
  return (
    <FactCard id="image" title={TEXT.details}>
      <DescriptionList isCompact isHorizontal>
        <Fact term={TEXT.id}><code>{channel.id}</code></Fact>
        <Fact term={TEXT.target}>{channel.targetLabel}</Fact>
        <Fact term={TEXT.columns.image}>{image === null ? TEXT.noImage : <ImageLink image={image} />}</Fact>
        {image !== null && (
          <>
            <Fact term={TEXT.columns.test}><VerdictLabel verdict={image.verdict} /> {image.testedAt !== null && <span className="bw-sub"><Ago at={image.testedAt} /></span>}</Fact>
            <Fact term={TEXT.checksum}><ClipboardCopy variant="inline-compact" isCode className="bw-wrap" copyAriaLabel={TEXT.checksum}>{image.sha256}</ClipboardCopy></Fact>
            <Fact term={TEXT.size}>{(image.size / MIB).toFixed(1)} MiB</Fact>
            <Fact term={TEXT.signature}>{image.isSigned ? TEXT.signed : TEXT.unsigned}</Fact>
            <Fact term={TEXT.url}><ClipboardCopy variant="inline-compact" isCode className="bw-wrap" copyAriaLabel={TEXT.url}>{image.url}</ClipboardCopy></Fact>
            <Fact term={TEXT.manifest}><ClipboardCopy variant="inline-compact" isCode className="bw-wrap" copyAriaLabel={TEXT.manifest}>{channel.manifestUrl}</ClipboardCopy><div className="bw-sub">{TEXT.manifestText}</div></Fact>
          </>
        )}
      </DescriptionList>
    </FactCard>
  );
}

function HostItems({ hosts }: { hosts: readonly FollowingHost[] }) {
  return (
    <List>
      {hosts.map((host) => <ListItem key={host.id}><Link prefetch={false} href={`/hosts/${host.id}`}>{host.hostname}</Link> <span className="bw-sub">{HOST_TEXT.states[host.state]}</span></ListItem>)}
    </List>
  );
}

export function FollowersCard({ channel: { followers } }: { channel: ChannelDetails }) {
  const { profiles, hosts, counts } = followers;
  return (
    <FactCard id="followers" title={TEXT.followersTitle}>
      <Content component="p">{counts.profiles === 0 ? TEXT.noneFollow : `${TEXT.followers(counts.profiles, counts.hosts)}. ${TEXT.followersText}`}</Content>
      {profiles.map((profile) => (
        <div key={profile.id}>
          <Link prefetch={false} href={`/profiles/${profile.id}`}>{profile.title}</Link>
          <HostItems hosts={hosts.filter((host) => host.profile === profile.id)} />
        </div>
      ))}
      {counts.hosts > hosts.length && <Content component="p">{TEXT.moreHosts(counts.hosts - hosts.length)}</Content>}
    </FactCard>
  );
}
