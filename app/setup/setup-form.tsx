// SPDX-License-Identifier: GPL-2.0-or-later
// Name and password of the first administrator.
'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { ActionGroup, Button, Content, Form } from '@patternfly/react-core';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { callApi } from '../api-client.ts';
import { PasswordField } from '../form/password-field.tsx';
import { ProblemAlert } from '../form/problem-alert.tsx';
import { TextField } from '../form/text-field.tsx';
import type { Problem } from '../problem.ts';
import { TEXT } from '../session/text.ts';

const Administrator = z
  .object({
    name: z.string().trim().regex(/^[a-z][a-z0-9._-]{0,31}$/, TEXT.nameWrong),
    password: z.string().min(15, TEXT.passwordShort).max(256, TEXT.passwordLong),
    repeat: z.string(),
  })
  .refine((form) => form.password === form.repeat, { path: ['repeat'], message: TEXT.passwordsDiffer });
type Administrator = z.infer<typeof Administrator>;

export function SetupForm({ token }: { token: string }) {
  const { control, handleSubmit, formState } = useForm<Administrator>({
    resolver: zodResolver(Administrator),
    mode: 'onTouched',
    defaultValues: { name: '', password: '', repeat: '' },
  });
  const [problem, setProblem] = useState<Problem>();
  const create = async ({ name, password }: Administrator) => {
    const answer = await callApi({ method: 'POST', path: 'setup', body: { token, name, password }, schema: z.unknown(), withoutSession: true });
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) window.location.assign('/profiles');
  };
  return (
    <Form noValidate method="post" onSubmit={(event) => void handleSubmit(create)(event)}>
      <Content component="p">{TEXT.setupIntro}</Content>
      <ProblemAlert title={TEXT.setupFailed} problem={problem} />
      <TextField control={control} name="name" label={TEXT.name} help={TEXT.nameHelp} isRequired autoComplete="username" />
      <PasswordField control={control} name="password" label={TEXT.newPassword} help={TEXT.passwordHelp} isRequired autoComplete="new-password" />
      <PasswordField control={control} name="repeat" label={TEXT.repeatPassword} isRequired autoComplete="new-password" />
      <ActionGroup>
        <Button type="submit" variant="primary" isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{TEXT.setupSubmit}</Button>
      </ActionGroup>
    </Form>
  );
}
