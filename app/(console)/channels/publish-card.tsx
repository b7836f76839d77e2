// SPDX-License-Identifier: GPL-2.0-or-later
// On the page of an image: which channels have it, and the ways to publish, promote and demote it.
'use client';
import './channels.css';
import { Button, Card, CardBody, CardTitle, Content, Label } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import { Table, Tbody, Td, Tr } from '@patternfly/react-table';
import Link from 'next/link';
import { useState } from 'react';
import { z } from 'zod';
import { apiPath } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { LinkButton } from '../../shell/link-button.tsx';
import { useAnswer } from '../list/use-answer.ts';
import { rolloutHref } from '../rollouts/next-rollout.ts';
import { type Channel, ChannelDetails, Channels, type Wanted } from './channel-answers.ts';
import { TEXT } from './move-text.ts';
import { MoveDialog } from './move-dialog.tsx';
import { SignaturePart } from './signature-part.tsx';
import { TEXT as CHANNEL_TEXT } from './text.ts';

const Image = z.object({ target: z.string().nullable(), state: z.string() });

/** Where a demotion leads is the channel's own knowledge: asked for when it is wanted. */
function DemoteDialog({ channel, onClose, onMoved }: { channel: Channel; onClose: () => void; onMoved: () => void }) {
  const { answer } = useAnswer(apiPath(['channels', channel.id]), ChannelDetails);
  if (answer === undefined) return null;
  if (!answer.ok) return <ProblemAlert title={TEXT.failed} problem={answer.problem} />;
  return <MoveDialog wanted={{ channel, kind: 'demote', sha256: answer.data.below }} onClose={onClose} onMoved={onMoved} />;
}

type RowProps = { channel: Channel; sha256: string; isPromotion: boolean; isAvailable: boolean; publish: (wanted: Wanted) => void; demote: (channel: Channel) => void };

function Row({ channel, sha256, isPromotion, isAvailable, publish, demote }: RowProps) {
  const { may } = useSession();
  const isHere = channel.image?.sha256 === sha256;
  return (
    <Tr>
      <Td dataLabel={CHANNEL_TEXT.columns.title}>
        <Link prefetch={false} href={`/channels/${channel.id}`}>{channel.title}</Link>
        <div className="bw-sub">{channel.targetLabel}; {CHANNEL_TEXT.followers(channel.followers.profiles, channel.followers.hosts)}</div>
      </Td>
      <Td dataLabel={CHANNEL_TEXT.columns.image}>
        {isHere ? <Label isCompact status="success" icon={<CheckCircleIcon />}>{TEXT.has}</Label> : <span className="bw-reported">{channel.image === null ? CHANNEL_TEXT.noImage : (channel.image.nvr ?? channel.image.name)}</span>}
      </Td>
      {may('operator') && (
        <Td modifier="fitContent" dataLabel={CHANNEL_TEXT.columns.actions}>
          {isHere && <LinkButton variant="secondary" size="sm" aria-label={`${CHANNEL_TEXT.rollOut}: ${channel.title}`} href={rolloutHref(channel.id, sha256)}>{CHANNEL_TEXT.rollOut}</LinkButton>}{' '}
          {may('admin') && isHere && <Button variant="secondary" size="sm" aria-label={`${TEXT.demote}: ${channel.title}`} onClick={() => demote(channel)}>{TEXT.demote}</Button>}
          {may('admin') && !isHere && isAvailable && (
            <Button variant="secondary" size="sm" onClick={() => publish({ channel, sha256, kind: isPromotion ? 'promote' : 'publish' })}>{isPromotion ? TEXT.promoteTo(channel.title) : TEXT.publishIn(channel.title)}</Button>
          )}
        </Td>
      )}
    </Tr>
  );
}

/** @param onMoved is told when a channel got or lost the image, or the image its signature. */
export function PublishCard({ sha256, onMoved }: { sha256: string; onMoved?: () => void }) {
  const { answer, reload } = useAnswer(apiPath(['channels']), Channels);
  const image = useAnswer(apiPath(['images', sha256]), Image).answer;
  const [wanted, want] = useState<Wanted>();
  const [demoted, demote] = useState<Channel>();
  const target = image?.ok === true ? image.data.target : null;
  const items = answer?.ok === true ? answer.data.items.filter((channel) => target === null || channel.target === target || channel.image?.sha256 === sha256) : [];
  const having = new Set(items.filter((channel) => channel.image?.sha256 === sha256).map((channel) => channel.target));
  const close = () => {
    want(undefined);
    demote(undefined);
  };
  const moved = () => {
    close();
    reload();
    onMoved?.();
  };
  return (
    <Card isCompact component="section" aria-labelledby="publish">
      <CardTitle component="h2" id="publish">{TEXT.card}</CardTitle>
      <CardBody>
        <Content component="p">{TEXT.cardText}</Content>
        <ProblemAlert title={TEXT.cardFailed} problem={answer?.ok === false ? answer.problem : undefined} />
        {answer?.ok === true && items.length === 0 && <Content component="p">{TEXT.cardNone} <Link prefetch={false} href="/channels">{TEXT.toChannels}</Link></Content>}
        {items.length > 0 && (
          <Table aria-label={TEXT.card} variant="compact">
            <Tbody>
              {items.map((channel) => (
                <Row key={channel.id} channel={channel} sha256={sha256} isPromotion={having.has(channel.target)} isAvailable={image?.ok === true && image.data.state === 'available'} publish={want} demote={demote} />
              ))}
            </Tbody>
          </Table>
        )}
        <SignaturePart sha256={sha256} onChanged={() => onMoved?.()} />
      </CardBody>
      {wanted !== undefined && <MoveDialog wanted={wanted} onClose={close} onMoved={moved} />}
      {demoted !== undefined && <DemoteDialog channel={demoted} onClose={close} onMoved={moved} />}
    </Card>
  );
}
