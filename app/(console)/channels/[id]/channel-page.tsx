// SPDX-License-Identifier: GPL-2.0-or-later
// The page of a channel.
'use client';
import { Button, Content, PageSection, Skeleton, Stack, StackItem } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { apiPath } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { useSession } from '../../../session/session-context.tsx';
import { LinkButton } from '../../../shell/link-button.tsx';
import { PageHeader } from '../../../shell/page-header.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { RoleNote } from '../../role-note.tsx';
import { rolloutHref } from '../../rollouts/next-rollout.ts';
import { ChannelDetails, Channels, type Wanted } from '../channel-answers.ts';
import { type Asked, ChannelDialogs } from '../channel-dialogs.tsx';
import { ChooseDialog } from '../choose-dialog.tsx';
import { MoveDialog } from '../move-dialog.tsx';
import { TEXT as MOVE_TEXT } from '../move-text.ts';
import { TEXT } from '../text.ts';
import { FollowersCard, ImageCard } from './channel-cards.tsx';
import { EarlierCard, HistoryCard } from './history-card.tsx';

function NotRead({ problem }: { problem: Problem }) {
  if (problem.status !== 404) return <ProblemAlert title={TEXT.readFailed} problem={problem} />;
  return (
    <>
      <Content component="h2">{TEXT.notThere}</Content>
      <Content component="p">{TEXT.notThereText}</Content>
      <LinkButton href="/channels">{TEXT.toChannels}</LinkButton>
    </>
  );
}

type ButtonsProps = { channel: ChannelDetails; choose: () => void; want: (wanted: Wanted) => void; ask: (asked: Asked) => void };

/** Who may not decide what the channel has may still bring that to the nodes. */
function RollOut({ channel: { id, image } }: { channel: ChannelDetails }) {
  const mayRollOut = useSession().may('operator');
  return mayRollOut && image !== null ? <LinkButton variant="secondary" href={rolloutHref(id, image.sha256)}>{TEXT.rollOut}</LinkButton> : null;
}

function HeadButtons({ channel, choose, want, ask }: ButtonsProps) {
  const { answer } = useAnswer(apiPath(['channels']), Channels);
  const { image, target } = channel;
  const others = answer?.ok === true && image !== null ? answer.data.items.filter((other) => other.target === target && other.id !== channel.id && other.image?.sha256 !== image.sha256) : [];
  return (
    <>
      <Button onClick={choose}>{MOVE_TEXT.publish}</Button>
      {image !== null && others.map((other) => <Button key={other.id} variant="secondary" onClick={() => want({ channel: other, kind: 'promote', sha256: image.sha256 })}>{MOVE_TEXT.promoteTo(other.title)}</Button>)}
      {image !== null && <Button variant="secondary" onClick={() => want({ channel, kind: 'demote', sha256: channel.below })}>{MOVE_TEXT.demote}</Button>}
      <Button variant="secondary" onClick={() => ask({ what: 'rename', channel })}>{TEXT.rename}</Button>
      <Button variant="secondary" isDanger onClick={() => ask({ what: 'delete', channel })}>{TEXT.delete}</Button>
    </>
  );
}

export function ChannelPage({ id }: { id: string }) {
  const router = useRouter();
  const mayEdit = useSession().may('admin');
  const { answer, reload } = useAnswer(apiPath(['channels', id]), ChannelDetails);
  const [asked, ask] = useState<Asked>();
  const [wanted, want] = useState<Wanted>();
  const [isChoosing, setChoosing] = useState(false);
  const channel = answer?.ok === true ? answer.data : undefined;
  return (
    <>
      <PageHeader
        title={channel?.title ?? id}
        trail={[{ href: '/channels', label: TEXT.title }]}
        actions={channel !== undefined && (
          <div className="bw-buttons">
            {mayEdit && <HeadButtons key={channel.etag} channel={channel} choose={() => setChoosing(true)} want={want} ask={ask} />}
            <RollOut channel={channel} />
          </div>
        )}
      />
      <PageSection>
        <Stack hasGutter>
          {!mayEdit && <StackItem><RoleNote needed="admin" what={TEXT.readOnly} /></StackItem>}
          {answer?.ok === false && <StackItem><NotRead problem={answer.problem} /></StackItem>}
          {answer === undefined && <StackItem><Skeleton screenreaderText={TEXT.loading} className="bw-page-skeleton" /></StackItem>}
          {channel !== undefined && (
            <>
              <StackItem><ImageCard channel={channel} /></StackItem>
              <StackItem><FollowersCard channel={channel} /></StackItem>
              <StackItem><EarlierCard channel={channel} onRollback={({ sha256 }) => want({ channel, kind: 'rollback', sha256 })} /></StackItem>
              <StackItem><HistoryCard history={channel.history} /></StackItem>
            </>
          )}
        </Stack>
      </PageSection>
      {asked !== undefined && (
        <ChannelDialogs
          asked={asked}
          onClose={() => ask(undefined)}
          onDone={() => {
            ask(undefined);
            if (asked.what === 'delete') router.push('/channels');
            else reload();
          }}
        />
      )}
      {isChoosing && channel !== undefined && (
        <ChooseDialog
          channel={channel}
          onClose={() => setChoosing(false)}
          onChosen={(sha256) => {
            setChoosing(false);
            want({ channel, kind: 'publish', sha256 });
          }}
        />
      )}
      {wanted !== undefined && (
        <MoveDialog
          wanted={wanted}
          onClose={() => want(undefined)}
          onMoved={() => {
            want(undefined);
            reload();
          }}
        />
      )}
    </>
  );
}
