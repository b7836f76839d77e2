// SPDX-License-Identifier: GPL-2.0-or-later
// Chooses the image that a channel shall have, before the look at what that would change.
'use client';
import { Button, Form, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { z } from 'zod';
import { Verdict } from '#kickstart/catalogue/test-report.ts';
import { apiPath } from '../../api-client.ts';
import { FieldFrame } from '../../form/field-frame.tsx';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { Dialog } from '../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../dialog/text.ts';
import { useAnswer } from '../list/use-answer.ts';
import type { Channel } from './channel-answers.ts';
import { TEXT } from './move-text.ts';
import { TEXT as CHANNEL_TEXT } from './text.ts';

const Candidates = z.object({ items: z.array(z.object({ sha256: z.string(), name: z.string(), nvr: z.string().nullable(), target: z.string().nullable(), verdict: Verdict.nullable() })) });

type ChooseDialogProps = { channel: Pick<Channel, 'id' | 'title' | 'target' | 'image'>; onClose: () => void; onChosen: (sha256: string) => void };

export function ChooseDialog({ channel, onClose, onChosen }: ChooseDialogProps) {
  const id = useId();
  const { answer } = useAnswer(apiPath(['images'], { state: 'available', limit: 100 }), Candidates);
  const [sha256, setSha256] = useState('');
  const items = answer?.ok === true ? answer.data.items.filter(({ target, sha256: hash }) => (target === null || target === channel.target) && hash !== channel.image?.sha256) : [];
  const chosen = sha256 || items[0]?.sha256;
  const submit = () => chosen !== undefined && onChosen(chosen);
  const buttons = (
    <>
      {chosen !== undefined && <Button type="submit" form={id}>{TEXT.next}</Button>}
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={TEXT.chooseTitle(channel.title)} size="medium" onClose={onClose} buttons={buttons}>
      <ProblemAlert title={TEXT.chooseFailed} problem={answer?.ok === false ? answer.problem : undefined} />
      {answer?.ok === true && items.length === 0 && <p>{TEXT.noneToChoose}</p>}
      <Form
        id={id}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {items.length > 0 && (
          <FieldFrame id={`${id}-image`} label={TEXT.choose} help={TEXT.chooseHelp} isRequired>
            {({ validated: _, ...input }) => (
              <FormSelect {...input} value={chosen ?? ''} onChange={(_event, value) => setSha256(value)}>
                {items.map((image) => (
                  <FormSelectOption key={image.sha256} value={image.sha256} label={`${image.nvr ?? image.name} (${image.verdict === null ? CHANNEL_TEXT.untested : CHANNEL_TEXT.verdicts[image.verdict]}, ${image.sha256.slice(0, 12)})`} />
                ))}
              </FormSelect>
            )}
          </FieldFrame>
        )}
      </Form>
    </Dialog>
  );
}
