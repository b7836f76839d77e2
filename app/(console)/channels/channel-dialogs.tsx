// SPDX-License-Identifier: GPL-2.0-or-later
// The dialogs of a channel itself: create, rename, delete. What it has is moved by another one.
'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Content, Form } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { ChannelId } from '#kickstart/catalogue/image.ts';
import { Text } from '#kickstart/profile/names.ts';
import { TargetId } from '#kickstart/profile/targets.ts';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { proposedId } from '../../form/proposed-id.ts';
import { SelectField } from '../../form/select-field.tsx';
import { TextField } from '../../form/text-field.tsx';
import type { Problem } from '../../problem.ts';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { Dialog, focusContent } from '../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../dialog/text.ts';
import { notify } from '../notice/notices.ts';
import { targetChoices } from '../profiles/profile-summary.ts';
import type { Channel } from './channel-answers.ts';
import { TEXT } from './text.ts';

type Named = Pick<Channel, 'id' | 'title' | 'target' | 'etag'>;
export type Asked = { what: 'create' } | { what: 'rename' | 'delete'; channel: Named };

const Wanted = z.object({ title: Text.min(1, 'Give the channel a title, for example "oVirt 4.5, stable".').max(100, 'At most 100 characters.'), id: ChannelId, target: TargetId });
type Wanted = z.infer<typeof Wanted>;

type DialogProps = { onClose: () => void; onDone: (id: string) => void };

function FormDialog({ channel, onClose, onDone }: DialogProps & { channel: Named | undefined }) {
  const formId = useId();
  const [problem, setProblem] = useState<Problem>();
  const { control, handleSubmit, formState, setError, setValue, getValues } = useForm<Wanted>({
    resolver: zodResolver(Wanted), mode: 'onTouched',
    defaultValues: { title: channel?.title ?? '', id: channel?.id ?? '', target: TargetId.safeParse(channel?.target).data ?? 'centos9' },
  });
  const save = async ({ id, title, target }: Wanted) => {
    const answer = await callApi({ method: 'PUT', path: apiPath(['channels', id]), body: { title, target }, schema: z.unknown(), ...(channel === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: channel.etag }) });
    if (answer.ok) {
      notify(channel === undefined ? TEXT.created(title) : TEXT.renamed(title));
      onDone(id);
      return;
    }
    const isTaken = channel === undefined && answer.problem.status === 412;
    if (isTaken) setError('id', { message: TEXT.exists }, { shouldFocus: true });
    setProblem(isTaken ? undefined : answer.problem);
  };
  const buttons = (
    <>
      <Button type="submit" form={formId} isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{channel === undefined ? TEXT.createSubmit : TEXT.renameSubmit}</Button>
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={channel === undefined ? TEXT.createTitle : TEXT.renameTitle(channel.title)} onClose={onClose} buttons={buttons}>
      <Form id={formId} noValidate onSubmit={(event) => void handleSubmit(save)(event)}>
        <ProblemAlert title={channel === undefined ? TEXT.createFailed : TEXT.renameFailed} problem={problem} />
        <TextField control={control} name="title" label={TEXT.newTitle} help={TEXT.newTitleHelp} isRequired onChanged={(text, before) => channel === undefined && setValue('id', proposedId(getValues('id'), before, text))} />
        {channel === undefined && <TextField control={control} name="id" label={TEXT.newId} help={TEXT.newIdHelp} isRequired />}
        {channel === undefined && <SelectField control={control} name="target" label={TEXT.target} help={TEXT.targetHelp} choices={targetChoices} />}
      </Form>
    </Dialog>
  );
}

function DeleteDialog({ channel, onClose, onDone }: DialogProps & { channel: Named }) {
  const done = () => {
    notify(TEXT.deleted(channel.title));
    onDone(channel.id);
    focusContent();
  };
  return (
    <ConfirmDialog
      title={TEXT.deleteTitle(channel.title)}
      confirm={TEXT.deleteSubmit}
      refused={TEXT.deleteFailed}
      act={() => callApi({ method: 'DELETE', path: apiPath(['channels', channel.id]), ifMatch: channel.etag, schema: z.undefined() })}
      onDone={done}
      onClose={onClose}
    >
      <Content component="p">{TEXT.deleteText}</Content>
    </ConfirmDialog>
  );
}

export function ChannelDialogs({ asked, ...props }: DialogProps & { asked: Asked }) {
  if (asked.what === 'delete') return <DeleteDialog channel={asked.channel} {...props} />;
  return <FormDialog channel={asked.what === 'create' ? undefined : asked.channel} {...props} />;
}
