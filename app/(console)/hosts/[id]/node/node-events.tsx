// SPDX-License-Identifier: GPL-2.0-or-later
// What a node reported, newest first, with the log of each step where it sent one; and what was wanted of it.
'use client';
import { Button, Content, ExpandableSection, Stack, StackItem } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import type { NodeDetail, NodeEvent, NodeWish } from '#kickstart/fleet/view.ts';
import { apiPath } from '../../../../api-client.ts';
import { happenedText, wishProgress, wishText } from '../../../fleet/node-words.ts';
import { FactCard } from '../../installation/facts.tsx';
import { FetchedLog } from '../../installation/fetched-log.tsx';
import { momentText } from '../../installation/moment.tsx';
import { ReportedText } from '../../installation/reported-text.tsx';
import { TEXT } from './text.ts';

function At({ at }: { at: string }) {
  return <time dateTime={at}>{momentText(Date.parse(at))}</time>;
}

function EventRow({ hostId, event }: { hostId: string; event: NodeEvent }) {
  const [isOpen, setOpen] = useState(false);
  const what = happenedText(event);
  return (
    <Tr>
      <Td dataLabel={TEXT.eventTime}><At at={event.at} /></Td>
      <Td dataLabel={TEXT.eventWhat}>
        <ReportedText most={200}>{what}</ReportedText>
        {event.reason !== null && <div className="bw-sub"><ReportedText most={300}>{event.reason}</ReportedText></div>}
        {event.layer !== null && <div className="bw-sub"><ReportedText>{TEXT.layerAt(event.layer)}</ReportedText></div>}
        {event.hasLog && (
          <Button variant="link" isInline size="sm" aria-expanded={isOpen} aria-label={`${isOpen ? TEXT.hideLog : TEXT.showLog}: ${what}`} onClick={() => setOpen(!isOpen)}>{isOpen ? TEXT.hideLog : TEXT.showLog}</Button>
        )}
        {isOpen && <FetchedLog path={apiPath(['hosts', hostId, 'node', 'events', String(event.number), 'log'])} label={TEXT.logOf(what)} fileName={`${hostId}-${event.number}.log`} />}
      </Td>
    </Tr>
  );
}

function Wishes({ wishes }: { wishes: readonly NodeWish[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <ExpandableSection toggleText={TEXT.wishes(wishes.length)} isExpanded={isOpen} onToggle={(_event, open) => setOpen(open)}>
      <Table variant="compact" aria-label={TEXT.wishes(wishes.length)}>
        <Thead><Tr><Th>{TEXT.wishMade}</Th><Th>{TEXT.wishWhat}</Th><Th>{TEXT.wishEnd}</Th></Tr></Thead>
        <Tbody>
          {wishes.map((wish) => (
            <Tr key={wish.id}>
              <Td dataLabel={TEXT.wishMade}><At at={wish.madeAt} /><div className="bw-sub">{TEXT.byWho(wish.madeBy, wish.rolloutId !== null)}</div></Td>
              <Td dataLabel={TEXT.wishWhat}><span className="bw-wrap">{wishText(wish)}</span></Td>
              <Td dataLabel={TEXT.wishEnd}>{wishProgress(wish)}{wish.reason !== null && <div className="bw-sub"><ReportedText most={200}>{wish.reason}</ReportedText></div>}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </ExpandableSection>
  );
}

export function NodeEvents({ node: { id, events, wishes } }: { node: Pick<NodeDetail, 'id' | 'events' | 'wishes'> }) {
  const newestFirst = [...events].sort((one, other) => other.number - one.number);
  return (
    <FactCard id="node-events" title={TEXT.events}>
      <Stack hasGutter>
        <StackItem>
          {newestFirst.length === 0 ? <Content component="p">{TEXT.eventsNone}</Content> : (
            <Table variant="compact" aria-labelledby="node-events">
              <Thead><Tr><Th>{TEXT.eventTime}</Th><Th>{TEXT.eventWhat}</Th></Tr></Thead>
              <Tbody>{newestFirst.map((event) => <EventRow key={event.number} hostId={id} event={event} />)}</Tbody>
            </Table>
          )}
        </StackItem>
        {wishes.length > 0 && <StackItem><Wishes wishes={wishes} /></StackItem>}
      </Stack>
    </FactCard>
  );
}
