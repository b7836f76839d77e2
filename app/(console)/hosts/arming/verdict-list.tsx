// SPDX-License-Identifier: GPL-2.0-or-later
// What arming will do to each host, before it is armed: machine, disk, profile, warnings; and which hosts are left out, and why.
'use client';
import { Alert, Content, List, ListItem } from '@patternfly/react-core';
import { RefusedHost } from './refused-host.tsx';
import { TEXT } from './text.ts';
import type { Verdict } from './verdict.ts';

function Effect({ verdict: { hostname, macs, disk, profileTitle, warnings } }: { verdict: Verdict }) {
  return (
    <ListItem>
      {TEXT.erases} <strong>{disk}</strong> {TEXT.of} <strong>{hostname}</strong> ({macs.join(', ')}) {TEXT.installs} <strong>{profileTitle}</strong>.
      {warnings.length > 0 && (
        <Alert isInline isPlain variant="warning" title={TEXT.warnings} component="h2">
          <List isPlain>{warnings.map((warning) => <ListItem key={warning}>{warning}</ListItem>)}</List>
        </Alert>
      )}
    </ListItem>
  );
}

export function VerdictList({ ready, isRehearsal }: { ready: readonly Verdict[]; isRehearsal: boolean }) {
  return (
    <div>
      <Content component="p">{isRehearsal ? TEXT.rehearsalText(ready.length) : TEXT.text(ready.length)}</Content>
      <List>{ready.map((verdict) => <Effect key={verdict.id} verdict={verdict} />)}</List>
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
