// SPDX-License-Identifier: GPL-2.0-or-later
// How a host, or any machine with a profile, is installed from an ISO: the bundle to download and the commands to copy.
'use client';
import { Alert, Button, Card, CardBody, CardTitle, ClipboardCopy, Content, List, ListComponent, ListItem, Skeleton } from '@patternfly/react-core';
import DownloadIcon from '@patternfly/react-icons/dist/esm/icons/download-icon';
import { z } from 'zod';
import { apiPath } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { TEXT as KICKSTART_TEXT } from '../kickstart/text.ts';
import { useAnswer } from '../list/use-answer.ts';
import { TEXT } from './text.ts';

const Offline = z.object({ command: z.string(), fetchImage: z.string(), archive: z.string().nullable(), reasons: z.array(z.string()) });
type Offline = z.infer<typeof Offline>;

type Subject = { /** The part of the API that it belongs to. */ of: 'hosts' | 'profiles'; id: string };

function Command({ label, children }: { label: string; children: string }) {
  return <ClipboardCopy variant="inline-compact" isCode className="bw-wrap" hoverTip={TEXT.copy} clickTip={TEXT.copied} copyAriaLabel={`${TEXT.copy}: ${label}`}>{children}</ClipboardCopy>;
}

function Bundle({ of, id, offline }: Subject & { offline: Offline }) {
  const mayDownload = useSession().may('admin');
  if (offline.archive === null) {
    return <Alert isInline isPlain variant="warning" component="p" title={TEXT.refused}>{offline.reasons.map((reason) => <p key={reason}>{reason}</p>)}</Alert>;
  }
  if (!mayDownload) return <Content component="p">{TEXT.notAllowed}</Content>;
  return <div><Button component="a" variant="secondary" icon={<DownloadIcon />} href={`/api/v1/${apiPath([of, id, 'bundle'])}`} download={offline.archive}>{TEXT.download}</Button></div>;
}

function Steps({ offline }: { offline: Offline }) {
  return (
    <List component={ListComponent.ol}>
      <ListItem>{TEXT.steps.unpack}</ListItem>
      <ListItem>{TEXT.steps.iso}</ListItem>
      <ListItem>{TEXT.steps.image} <Command label={TEXT.image}>{offline.fetchImage}</Command></ListItem>
      <ListItem>{TEXT.steps.make} <Command label={TEXT.make}>{offline.command}</Command></ListItem>
    </List>
  );
}

export function OfflineCard({ of, id }: Subject) {
  const { answer } = useAnswer(apiPath([of, id, 'offline']), Offline);
  return (
    <Card isCompact component="section" aria-labelledby="offline">
      <CardTitle component="h2" id="offline">{TEXT.title}</CardTitle>
      <CardBody>
        <Content component="p">{TEXT.text}</Content>
        {answer === undefined && <Skeleton screenreaderText={KICKSTART_TEXT.loading} />}
        {answer?.ok === false && <ProblemAlert title={TEXT.failed} problem={answer.problem} />}
        {answer?.ok === true && <div className="bw-stack"><Bundle of={of} id={id} offline={answer.data} /><Steps offline={answer.data} /></div>}
      </CardBody>
    </Card>
  );
}
