// SPDX-License-Identifier: GPL-2.0-or-later
// The list of channels: what each one has, and who follows it.
'use client';
import { Alert, Button, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, PageSection, Stack, StackItem } from '@patternfly/react-core';
import CodeBranchIcon from '@patternfly/react-icons/dist/esm/icons/code-branch-icon';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { apiPath } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { PageHeader } from '../../shell/page-header.tsx';
import { Ago } from '../list/ago.tsx';
import { type RowAction, RowMenu } from '../list/row-menu.tsx';
import { SkeletonRows } from '../list/skeleton-rows.tsx';
import { useAnswer } from '../list/use-answer.ts';
import { RoleNote } from '../role-note.tsx';
import { type Channel, Channels } from './channel-answers.ts';
import { type Asked, ChannelDialogs } from './channel-dialogs.tsx';
import { KeysCard } from './keys-card.tsx';
import { TEXT } from './text.ts';
import { ImageLink, VerdictLabel } from './verdict-label.tsx';

const C = TEXT.columns;

function Row({ channel, ask }: { channel: Channel; ask: (asked: Asked) => void }) {
  const mayEdit = useSession().may('admin');
  const { image, followers } = channel;
  const actions: RowAction[] = [
    { label: TEXT.rename, act: () => ask({ what: 'rename', channel }) },
    { label: TEXT.delete, isDanger: true, act: () => ask({ what: 'delete', channel }) },
  ];
  return (
    <Tr>
      <Td dataLabel={C.title}>
        <Link prefetch={false} href={`/channels/${channel.id}`}>{channel.title}</Link>
        <div className="bw-sub"><code>{channel.id}</code></div>
      </Td>
      <Td dataLabel={C.target}>{channel.targetLabel}</Td>
      <Td dataLabel={C.image}>{image === null ? TEXT.noImage : <ImageLink image={image} />}</Td>
      <Td dataLabel={C.test}>{image !== null && <VerdictLabel verdict={image.verdict} />}</Td>
      <Td dataLabel={C.followers}>{followers.profiles === 0 ? TEXT.noFollowers : TEXT.followers(followers.profiles, followers.hosts)}</Td>
      <Td dataLabel={C.changed} modifier="nowrap"><Ago at={channel.updatedAt} /></Td>
      {mayEdit && <Td isActionCell><RowMenu name={channel.title} actions={actions} /></Td>}
    </Tr>
  );
}

function ChannelTable({ items, ask }: { items: readonly Channel[] | undefined; ask: (asked: Asked) => void }) {
  const mayEdit = useSession().may('admin');
  const columns = [C.title, C.target, C.image, C.test, C.followers, C.changed];
  return (
    <Table aria-label={TEXT.caption} variant="compact">
      <Thead><Tr>{columns.map((column) => <Th key={column}>{column}</Th>)}{mayEdit && <Th screenReaderText={C.actions} />}</Tr></Thead>
      {items === undefined ? <SkeletonRows columns={columns} /> : <Tbody>{items.map((channel) => <Row key={channel.id} channel={channel} ask={ask} />)}</Tbody>}
    </Table>
  );
}

function NoChannels({ onCreate }: { onCreate: () => void }) {
  const mayEdit = useSession().may('admin');
  return (
    <EmptyState titleText={TEXT.emptyTitle} headingLevel="h2" icon={CodeBranchIcon}>
      <EmptyStateBody>{mayEdit ? TEXT.emptyText : TEXT.emptyViewer}</EmptyStateBody>
      {mayEdit && <EmptyStateFooter><EmptyStateActions><Button onClick={onCreate}>{TEXT.create}</Button></EmptyStateActions></EmptyStateFooter>}
    </EmptyState>
  );
}

export function ChannelList() {
  const router = useRouter();
  const mayEdit = useSession().may('admin');
  const { answer, reload } = useAnswer(apiPath(['channels']), Channels);
  const [asked, ask] = useState<Asked>();
  const items = answer?.ok === true ? answer.data.items : undefined;
  const isEmpty = items?.length === 0;
  const create = () => ask({ what: 'create' });
  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} actions={mayEdit && answer !== undefined && !isEmpty && <Button onClick={create}>{TEXT.create}</Button>} />
      <PageSection>
        <Stack hasGutter>
          {!mayEdit && <StackItem><RoleNote needed="admin" what={TEXT.readOnly} /></StackItem>}
          {answer?.ok === true && answer.data.isSignedOnly && <StackItem><Alert isInline isPlain variant="info" title={TEXT.signedOnly} component="p" /></StackItem>}
          {answer?.ok === false && <StackItem><ProblemAlert title={TEXT.failed} problem={answer.problem} /></StackItem>}
          {answer?.ok !== false && <StackItem>{isEmpty ? <NoChannels onCreate={create} /> : <ChannelTable items={items} ask={ask} />}</StackItem>}
          <StackItem><KeysCard onPolicy={reload} /></StackItem>
        </Stack>
      </PageSection>
      {asked !== undefined && (
        <ChannelDialogs
          asked={asked}
          onClose={() => ask(undefined)}
          onDone={(id) => {
            ask(undefined);
            if (asked.what === 'create') router.push(`/channels/${id}`);
            else reload();
          }}
        />
      )}
    </>
  );
}
