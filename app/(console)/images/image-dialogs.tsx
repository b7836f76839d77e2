// SPDX-License-Identifier: GPL-2.0-or-later
// The dialogs of an image: retire, offer again, delete.
'use client';
import { Button, Content, Stack, StackItem } from '@patternfly/react-core';
import { useEffect, useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { TextField } from '../../form/text-field.tsx';
import type { Problem } from '../../problem.ts';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { Dialog, focusContent } from '../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../dialog/text.ts';
import { notify } from '../notice/notices.ts';
import { ImageDetails, type ImageSummary, InUse } from './image-answers.ts';
import { TEXT } from './text.ts';
import { UserList } from './user-list.tsx';

export type Asked = { what: 'retire' | 'restore' | 'delete'; image: Pick<ImageSummary, 'sha256' | 'name' | 'nvr'>; /** Images customized from it, where that is known. */ children?: number };

type ImageDialogsProps = {
  asked: Asked;
  onClose: () => void;
  onChanged: (asked: Asked) => void;
};

function usersOf(problem: Problem) {
  const parsed = InUse.safeParse(problem);
  return parsed.success ? <UserList users={parsed.data.usedBy} /> : null;
}

function DeleteDialog({ asked, onClose, onChanged }: ImageDialogsProps) {
  const { sha256, nvr, name } = asked.image;
  const called = nvr ?? name;
  const done = () => {
    notify(TEXT.deleteDone(called));
    onClose();
    onChanged(asked);
    focusContent();
  };
  return (
    <ConfirmDialog
      title={TEXT.deleteTitle(called)}
      confirm={TEXT.deleteSubmit}
      refused={TEXT.deleteFailed}
      act={() => callApi({ method: 'DELETE', path: apiPath(['images', sha256]), schema: z.undefined() })}
      wayOn={usersOf}
      onDone={done}
      onClose={onClose}
    >
      <Content component="p">{TEXT.deleteText}</Content>
      {(asked.children ?? 0) > 0 && <Content component="p">{TEXT.deleteChildren(asked.children ?? 0)}</Content>}
    </ConfirmDialog>
  );
}

function RetireDialog({ asked, onClose, onChanged }: ImageDialogsProps) {
  const { sha256, nvr, name } = asked.image;
  const [problem, setProblem] = useState<Problem>();
  const { control, handleSubmit, formState: { isSubmitting } } = useForm({ defaultValues: { reason: '' } });
  const retire = async ({ reason }: { reason: string }) => {
    const answer = await callApi({ method: 'POST', path: apiPath(['images', sha256, 'retire']), body: { reason }, schema: ImageDetails });
    setProblem(answer.ok ? undefined : answer.problem);
    if (!answer.ok) return;
    notify(TEXT.retireDone(nvr ?? name));
    onClose();
    onChanged(asked);
  };
  const buttons = (
    <>
      <Button isLoading={isSubmitting} isDisabled={isSubmitting} onClick={(event) => void handleSubmit(retire)(event)}>{TEXT.retireSubmit}</Button>
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={TEXT.retireTitle(nvr ?? name)} onClose={onClose} buttons={buttons}>
      <Stack hasGutter>
        <StackItem><Content component="p">{TEXT.retireText}</Content></StackItem>
        <StackItem><TextField control={control} name="reason" label={TEXT.retireReason} /></StackItem>
        {problem !== undefined && <StackItem><ProblemAlert title={TEXT.retireFailed} problem={problem} />{usersOf(problem)}</StackItem>}
      </Stack>
    </Dialog>
  );
}

/** Takes back a decision, so it asks nothing: it only shows when it could not be done. */
function Restore({ asked, onClose, onChanged }: ImageDialogsProps) {
  const [problem, setProblem] = useState<Problem>();
  const isBegun = useRef(false);
  useEffect(() => {
    if (isBegun.current) return;
    isBegun.current = true;
    void callApi({ method: 'POST', path: apiPath(['images', asked.image.sha256, 'restore']), schema: ImageDetails }).then((answer) => {
      if (!answer.ok) {
        setProblem(answer.problem);
        return;
      }
      notify(TEXT.restoreDone(asked.image.nvr ?? asked.image.name));
      onClose();
      onChanged(asked);
    });
  }, [asked, onClose, onChanged]);
  if (problem === undefined) return null;
  return <Dialog title={TEXT.restoreFailed} onClose={onClose} buttons={<Button onClick={onClose}>{DIALOG_TEXT.cancel}</Button>}><ProblemAlert title={TEXT.restoreFailed} problem={problem} /></Dialog>;
}

export function ImageDialogs(props: ImageDialogsProps) {
  if (props.asked.what === 'delete') return <DeleteDialog {...props} />;
  return props.asked.what === 'retire' ? <RetireDialog {...props} /> : <Restore {...props} />;
}
