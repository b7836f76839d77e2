// SPDX-License-Identifier: GPL-2.0-or-later
// Has the server fetch an image from a URL or from a path of its own.
'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Content, Form } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { placeAtFields } from '../../form/refused-fields.ts';
import { TextField } from '../../form/text-field.tsx';
import type { Problem } from '../../problem.ts';
import { Dialog } from '../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../dialog/text.ts';
import { JobStarted } from '../jobs/answers.ts';
import { IMPORT_TEXT as TEXT } from './text.ts';

const Wanted = z.object({ from: z.string().trim().min(1, TEXT.fromMissing), sha256: z.string().trim() });
type Wanted = z.infer<typeof Wanted>;

const FIELDS: Readonly<Record<string, keyof Wanted>> = { url: 'from', path: 'from', sha256: 'sha256', '': 'from' };

/** @param onBegun is told the id of the job. */
export function ImportDialog({ onClose, onBegun }: { onClose: () => void; onBegun: (job: string) => void }) {
  const formId = useId();
  const [problem, setProblem] = useState<Problem>();
  const { control, handleSubmit, formState, setError } = useForm<Wanted>({ resolver: zodResolver(Wanted), mode: 'onTouched', defaultValues: { from: '', sha256: '' } });
  const begin = async ({ from, sha256 }: Wanted) => {
    const body = { ...(from.startsWith('/') ? { path: from } : { url: from }), ...(sha256 === '' ? {} : { sha256 }) };
    const answer = await callApi({ method: 'POST', path: apiPath(['images', 'import']), body, schema: JobStarted });
    if (answer.ok) {
      onBegun(answer.data.job);
      return;
    }
    setProblem(placeAtFields(answer.problem, (path) => FIELDS[path], setError));
  };
  const buttons = (
    <>
      <Button type="submit" form={formId} isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{TEXT.submit}</Button>
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={TEXT.title} size="medium" onClose={onClose} buttons={buttons}>
      <Form id={formId} onSubmit={(event) => void handleSubmit(begin)(event)} noValidate>
        <Content component="p">{TEXT.text}</Content>
        <ProblemAlert title={TEXT.failed} problem={problem} />
        <TextField control={control} name="from" label={TEXT.from} help={TEXT.fromHelp} isRequired />
        <TextField control={control} name="sha256" label={TEXT.sha256} help={TEXT.sha256Help} />
      </Form>
    </Dialog>
  );
}
