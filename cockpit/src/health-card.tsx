// SPDX-License-Identifier: GPL-2.0-or-later
// The health check: imgbase's own checks, failed units, the admin's probes, and whether the boot plane answers; each with its reason.
import { Card, CardBody, CardTitle, Content, Label, List, ListItem } from '@patternfly/react-core';
import { momentText } from './amounts.ts';
import { HealthLabel } from './node-card.tsx';
import { Reported } from './reported.tsx';
import type { Check, Health } from './status.ts';
import { TEXT } from './text.ts';

type Found = Check & { readonly checks?: readonly Check[] };

function Checks({ found }: { found: readonly Found[] }) {
  return (
    <List isPlain>
      {found.map((check) => (
        <ListItem key={check.name}>
          <Label isCompact status={check.ok ? 'success' : 'danger'}>{check.ok ? TEXT.ok : TEXT.failedWord}</Label> <Reported>{check.name}</Reported>
          {check.reason !== null && check.reason !== '' && <>: <Reported>{check.reason}</Reported></>}
          {check.checks !== undefined && check.checks.length > 0 && <Checks found={check.checks} />}
        </ListItem>
      ))}
    </List>
  );
}

export function HealthCard({ health }: { health: Health }) {
  const { checks, probes, failedUnits, server } = health;
  return (
    <Card component="section" aria-labelledby="health">
      <CardTitle component="h2" id="health">{TEXT.health} <HealthLabel word={health.word} /></CardTitle>
      <CardBody>
        <Content>
          {health.at !== null && <p>{TEXT.checkedAt(momentText(health.at))}</p>}
          <h3>{TEXT.checks}</h3>
          {checks.length === 0 ? <p>{TEXT.noChecks}</p> : <Checks found={checks} />}
          <h3>{TEXT.failedUnits}</h3>
          {failedUnits.length === 0 ? <p>{TEXT.noFailedUnits}</p> : <List>{failedUnits.map((unit) => <ListItem key={unit}><Reported>{unit}</Reported></ListItem>)}</List>}
          <h3>{TEXT.probes}</h3>
          {probes.length === 0 ? <p>{TEXT.noProbes}</p> : <Checks found={probes} />}
          <h3>{TEXT.server}</h3>
          {server === null ? <p>{TEXT.unknown}</p> : <Checks found={[{ name: TEXT.server, ok: server.ok, reason: server.reason ?? (server.ok ? TEXT.serverOk : null) }]} />}
        </Content>
      </CardBody>
    </Card>
  );
}
