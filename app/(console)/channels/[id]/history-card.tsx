// SPDX-License-Identifier: GPL-2.0-or-later
// Every decision in a channel, and the images it had before.
'use client';
import { Button, Content, Label } from '@patternfly/react-core';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import Link from 'next/link';
import { useSession } from '../../../session/session-context.tsx';
import { FactCard } from '../../hosts/installation/facts.tsx';
import { Moment } from '../../hosts/installation/moment.tsx';
import type { ChannelDetails, ChannelImage, Move } from '../channel-answers.ts';
import { TEXT as MOVE_TEXT } from '../move-text.ts';
import { TEXT } from '../text.ts';
import { ImageLink, VerdictLabel } from '../verdict-label.tsx';

const H = TEXT.historyColumns;

function MovedImage({ move: { kind, sha256, name } }: { move: Move }) {
  if (kind === 'create' || kind === 'rename') return null;
  if (sha256 === null) return TEXT.noImage;
  if (name === null) return <><code>{sha256.slice(0, 12)}</code> <span className="bw-sub">{TEXT.gone}</span></>;
  return <Link prefetch={false} href={`/images/${sha256}`} className="bw-reported">{name}</Link>;
}

export function HistoryCard({ history }: { history: readonly Move[] }) {
  return (
    <FactCard id="history" title={TEXT.history}>
      <Content component="p">{history.length === 0 ? TEXT.noHistory : TEXT.historyText}</Content>
      {history.length > 0 && (
        <Table aria-labelledby="history" variant="compact">
          <Thead><Tr><Th>{H.when}</Th><Th>{H.what}</Th><Th>{H.image}</Th><Th>{H.who}</Th><Th>{H.more}</Th></Tr></Thead>
          <Tbody>
            {history.map((move) => (
              <Tr key={move.number}>
                <Td dataLabel={H.when}><Moment at={move.at} /></Td>
                <Td dataLabel={H.what}>{TEXT.kinds[move.kind]}</Td>
                <Td dataLabel={H.image}><MovedImage move={move} /></Td>
                <Td dataLabel={H.who}>{move.actor ?? TEXT.commandLine}</Td>
                <Td dataLabel={H.more}>
                  {(move.title ?? move.titleBefore) !== null && <span className="bw-wrap">{TEXT.called(move.titleBefore, move.title)}</span>}
                  {move.override !== null && <><Label isCompact status="danger" icon={<ExclamationCircleIcon />}>{TEXT.override}</Label> <span className="bw-override-reason">{move.override}</span></>}
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </FactCard>
  );
}

export function EarlierCard({ channel: { earlier }, onRollback }: { channel: ChannelDetails; onRollback: (image: ChannelImage) => void }) {
  const mayEdit = useSession().may('admin');
  if (earlier.length === 0) return null;
  return (
    <FactCard id="earlier" title={TEXT.earlier}>
      <Content component="p">{TEXT.earlierText}</Content>
      <Table aria-labelledby="earlier" variant="compact">
        <Thead><Tr><Th>{TEXT.columns.image}</Th><Th>{TEXT.columns.test}</Th>{mayEdit && <Th screenReaderText={TEXT.columns.actions} />}</Tr></Thead>
        <Tbody>
          {earlier.map((image) => (
            <Tr key={image.sha256}>
              <Td dataLabel={TEXT.columns.image}><ImageLink image={image} /></Td>
              <Td dataLabel={TEXT.columns.test}><VerdictLabel verdict={image.verdict} /></Td>
              {mayEdit && <Td modifier="fitContent" dataLabel={TEXT.columns.actions}><Button variant="secondary" size="sm" aria-label={`${MOVE_TEXT.rollBack}: ${image.nvr ?? image.name}`} onClick={() => onRollback(image)}>{MOVE_TEXT.rollBack}</Button></Td>}
            </Tr>
          ))}
        </Tbody>
      </Table>
    </FactCard>
  );
}
