// SPDX-License-Identifier: GPL-2.0-or-later
// Makes a copy of a profile under a new title and id; the server copies, so that secrets never leave it.
'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Content, Form } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Profile } from '#kickstart/profile/profile.ts';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { TextField } from '../../form/text-field.tsx';
import type { Problem } from '../../problem.ts';
import { Dialog } from '../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../dialog/text.ts';
import { TEXT } from './text.ts';

const Clone = z.object({ title: Profile.shape.title, id: Profile.shape.id });
type Clone = z.infer<typeof Clone>;

type CloneDialogProps = { profile: { id: string; title: string }; onClose: () => void; onDone: (clone: Clone) => void };

export function CloneDialog({ profile, onClose, onDone }: CloneDialogProps) {
  const formId = useId();
  const [problem, setProblem] = useState<Problem>();
  const { control, handleSubmit, formState } = useForm<Clone>({
    resolver: zodResolver(Clone),
    mode: 'onTouched',
    defaultValues: { title: TEXT.copyOf(profile.title), id: `${profile.id.slice(0, 58)}-copy` },
  });
  const clone = async (input: Clone) => {
    const answer = await callApi({ method: 'POST', path: apiPath(['profiles', profile.id, 'clone']), body: input, schema: z.unknown() });
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) onDone(input);
  };
  const buttons = (
    <>
      <Button type="submit" form={formId} isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{TEXT.cloneSubmit}</Button>
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={TEXT.cloneTitle(profile.title)} onClose={onClose} buttons={buttons}>
      <Form id={formId} noValidate onSubmit={(event) => void handleSubmit(clone)(event)}>
        <Content component="p">{TEXT.cloneText}</Content>
        <ProblemAlert title={TEXT.cloneFailed} problem={problem} />
        <TextField control={control} name="title" label={TEXT.newTitle} help={TEXT.newTitleHelp} isRequired />
        <TextField control={control} name="id" label={TEXT.newId} help={TEXT.newIdHelp} isRequired />
      </Form>
    </Dialog>
  );
}
