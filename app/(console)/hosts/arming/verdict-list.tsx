// SPDX-License-Identifier: GPL-2.0-or-later
// What arming will do to each host, before it is armed: machine, disk, profile, warnings; and which hosts are left out, and why.
'use client';
import { Alert, Content, List, ListItem } from '@patternfly/react-core';
import { RefusedHost } from './refused-host.tsx';
import { TEXT } from './text.ts';
import { byWarning, type Verdict } from './verdict.ts';

function Effect({ verdict: { hostname, macs, disk, profileTitle } }: { verdict: Verdict }) {
  return (
    <ListItem>
      {TEXT.erases} <strong>{disk}</strong> {TEXT.of} <strong>{hostname}</strong> ({macs.join(', ')}) {TEXT.installs} <strong>{profileTitle}</strong>.
    </ListItem>
  );
}

/** What does not forbid arming, and is to be weighed. */
function Warnings({ ready }: { ready: readonly Verdict[] }) {
  const groups = byWarning(ready);
  if (groups.length === 0) return null;
  return (
    <Alert isInline isPlain variant="warning" title={TEXT.warnings} component="h2">
      <List>{groups.map(({ warning, hosts }) => <ListItem key={warning}>{warning} {hosts.length < ready.length && TEXT.warningFor(hosts)}</ListItem>)}</List>
    </Alert>
  );
}

export function VerdictList({ ready, isRehearsal }: { ready: readonly Verdict[]; isRehearsal: boolean }) {
  return (
    <div>
      <Content component="p">{isRehearsal ? TEXT.rehearsalText(ready.length) : TEXT.text(ready.length)}</Content>
      <List>{ready.map((verdict) => <Effect key={verdict.id} verdict={verdict} />)}</List>
      <Warnings ready={ready} />
    </div>
  );
}

export function LeftOut({ refused, title }: { refused: readonly Verdict[]; title: string }) {
  if (refused.length === 0) return null;
  return (
    <Alert isInline variant="warning" title={title} component="h2">
      <List isPlain>{refused.map((verdict) => <ListItem key={verdict.id}><RefusedHost refused={verdict} hostname={verdict.hostname} /></ListItem>)}</List>
    </Alert>
  );
}
