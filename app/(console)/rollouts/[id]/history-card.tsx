// SPDX-License-Identifier: GPL-2.0-or-later
// What happened in a roll-out, the newest first.
'use client';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { RolloutEvent } from '#kickstart/fleet/rollout-view.ts';
import { FactCard } from '../../hosts/installation/facts.tsx';
import { Moment } from '../../hosts/installation/moment.tsx';
import { ReportedText } from '../../hosts/installation/reported-text.tsx';
import { eventText } from './history-text.ts';
import { TEXT } from './text.ts';

const C = TEXT.historyColumns;

export function HistoryCard({ events }: { events: readonly RolloutEvent[] }) {
  return (
    <FactCard id="history" title={TEXT.history}>
      <Table aria-labelledby="history" variant="compact">
        <Thead><Tr><Th>{C.when}</Th><Th width={60}>{C.what}</Th><Th>{C.who}</Th></Tr></Thead>
        <Tbody>
          {events.toReversed().map((event) => (
            <Tr key={event.number}>
              <Td dataLabel={C.when}><Moment at={Date.parse(event.at)} /></Td>
              <Td dataLabel={C.what}>{eventText(event)}{event.detail.reason !== undefined && <div className="bw-sub"><ReportedText most={200}>{event.detail.reason}</ReportedText></div>}</Td>
              <Td dataLabel={C.who}>{event.actor ?? TEXT.itself}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </FactCard>
  );
}
