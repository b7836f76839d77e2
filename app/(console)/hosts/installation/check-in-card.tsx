// SPDX-License-Identifier: GPL-2.0-or-later
// What the booted node said of itself: its layer, its layers, and what imgbase check found.
'use client';
import { Alert, DescriptionList, List, ListItem } from '@patternfly/react-core';
import type { InstallationView } from './answers.ts';
import { CheckLine } from './check-line.tsx';
import { CheckIn, newest } from './details.ts';
import { Fact, FactCard, ReportedFact, ReportedFacts } from './facts.tsx';
import { Moment } from './moment.tsx';
import { TEXT } from './outcome-text.ts';
import { ReportedText } from './reported-text.tsx';

function Verdict({ verdict }: { verdict: NonNullable<CheckIn['verdict']> }) {
  return (
    <Fact term={TEXT.verdict}>
      {verdict.status && <ReportedText>{verdict.status}</ReportedText>}
      <List isPlain>
        {verdict.checks.map((check, index) => (
          <ListItem key={`${index} ${check.name}`}>
            <CheckLine {...check} />
            {(check.checks ?? []).length > 0 && <List>{(check.checks ?? []).map((inner, place) => <ListItem key={`${place} ${inner.name}`}><CheckLine {...inner} /></ListItem>)}</List>}
          </ListItem>
        ))}
      </List>
    </Fact>
  );
}

function NotHealthy({ reasons }: { reasons: readonly string[] }) {
  return (
    <Alert isInline variant="warning" title={TEXT.checkInBad} component="h3">
      <p>{TEXT.checkInBadText}</p>
      <List>{reasons.map((reason, index) => <ListItem key={`${index} ${reason}`}><ReportedText most={300}>{reason}</ReportedText></ListItem>)}</List>
    </Alert>
  );
}

/** Layers with the bases they stand on: the name of a layer is that of its base, `+` and a number. */
function Layers({ layout, layer }: { layout: readonly string[]; layer: string | null | undefined }) {
  return (
    <Fact term={TEXT.layers}>
      <ul className="bw-plain-list">
        {layout.map((name, index) => (
          <li key={`${index} ${name}`} className={/\+\d+$/.test(name) ? 'bw-layer' : ''}>
            {name === layer ? <strong><ReportedText>{name}</ReportedText></strong> : <ReportedText>{name}</ReportedText>}
          </li>
        ))}
      </ul>
    </Fact>
  );
}

export function CheckInCard({ events }: Pick<InstallationView, 'events'>) {
  const found = newest(events, ['check-in'], CheckIn);
  if (found === undefined) return null;
  const { detail, event } = found;
  return (
    <FactCard id="check-in" title={TEXT.checkIn}>
      {!detail.isHealthy && <NotHealthy reasons={detail.reasons ?? []} />}
      <DescriptionList isCompact isHorizontal isFluid>
        <Fact term={TEXT.at}><Moment at={event.at} /></Fact>
        <ReportedFact term={TEXT.layer} text={detail.layer} />
        {(detail.layout ?? []).length > 0 && <Layers layout={detail.layout ?? []} layer={detail.layer} />}
        {detail.verdict && <Verdict verdict={detail.verdict} />}
        <ReportedFact term={TEXT.kernel} text={detail.kernel} />
        <ReportedFacts term={TEXT.addresses} texts={detail.addresses} />
        {(detail.failedUnits ?? []).length === 0 ? <Fact term={TEXT.failedUnits}>{TEXT.noFailedUnits}</Fact> : <ReportedFacts term={TEXT.failedUnits} texts={detail.failedUnits} />}
      </DescriptionList>
    </FactCard>
  );
}
