// SPDX-License-Identifier: GPL-2.0-or-later
// What a node reported and who pinned it, newest first, with the log of each step where it sent one; and what was wanted of it.
'use client';
import { Button, Content, ExpandableSection, Stack, StackItem } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Fragment, type ReactNode, useState } from 'react';
import type { NodeDetail, NodeEvent, NodeWish, PinEvent } from '#kickstart/fleet/view.ts';
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

function PinRow({ pin: { at, kind, reason, actor } }: { pin: PinEvent }) {
  return (
    <Tr>
      <Td dataLabel={TEXT.eventTime}><At at={at} /></Td>
      <Td dataLabel={TEXT.eventWhat}>{TEXT.pinEvents[kind]} {TEXT.byWho(actor, false)}<div className="bw-sub bw-wrap">{TEXT.pinReasons[kind](reason)}</div></Td>
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

/** Reports and pins, the newest first. */
function rowsOf({ id, events, pins }: Pick<NodeDetail, 'id' | 'events' | 'pins'>): { key: string; at: string; row: ReactNode }[] {
  const reported = [...events].sort((one, other) => other.number - one.number).map((event) => ({ key: `report ${event.number}`, at: event.at, row: <EventRow hostId={id} event={event} /> }));
  const pinned = pins.map((pin) => ({ key: `pin ${pin.number}`, at: pin.at, row: <PinRow pin={pin} /> }));
  return [...reported, ...pinned].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

export function NodeEvents({ node }: { node: Pick<NodeDetail, 'id' | 'events' | 'wishes' | 'pins'> }) {
  const { wishes } = node;
  const rows = rowsOf(node);
  return (
    <FactCard id="node-events" title={TEXT.events}>
      <Stack hasGutter>
        <StackItem>
          {rows.length === 0 ? <Content component="p">{TEXT.eventsNone}</Content> : (
            <Table variant="compact" aria-labelledby="node-events">
              <Thead><Tr><Th>{TEXT.eventTime}</Th><Th>{TEXT.eventWhat}</Th></Tr></Thead>
              <Tbody>{rows.map(({ key, row }) => <Fragment key={key}>{row}</Fragment>)}</Tbody>
            </Table>
          )}
        </StackItem>
        {wishes.length > 0 && <StackItem><Wishes wishes={wishes} /></StackItem>}
      </Stack>
    </FactCard>
  );
}
