// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that happened in an installation, in order.
'use client';
import { ExpandableSection } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import type { InstallationEvent } from './answers.ts';
import { eventText } from './event-text.ts';
import { momentText } from './moment.tsx';
import { ReportedText } from './reported-text.tsx';
import { TEXT } from './text.ts';

/** The person, or the address of the machine. */
function byOf({ actor, address }: InstallationEvent): string | undefined {
  return typeof actor === 'string' ? TEXT.byActor(actor) : typeof address === 'string' ? TEXT.fromAddress(address) : undefined;
}

export function EventTable({ events }: { events: readonly InstallationEvent[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <ExpandableSection toggleText={TEXT.events(events.length)} isExpanded={isOpen} onToggle={(_event, open) => setOpen(open)}>
      <Table variant="compact" aria-label={TEXT.events(events.length)}>
        <Thead><Tr><Th>{TEXT.eventTime}</Th><Th>{TEXT.eventWhat}</Th></Tr></Thead>
        <Tbody>
          {events.map((event) => (
            <Tr key={event.number}>
              <Td dataLabel={TEXT.eventTime} modifier="nowrap"><time dateTime={new Date(event.at).toISOString()}>{momentText(event.at)}</time></Td>
              <Td dataLabel={TEXT.eventWhat}>
                <ReportedText most={200}>{eventText(event)}</ReportedText>
                {byOf(event) !== undefined && <div className="bw-sub"><ReportedText>{byOf(event) ?? ''}</ReportedText></div>}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </ExpandableSection>
  );
}
