// SPDX-License-Identifier: GPL-2.0-or-later
// Name and password; used by the login page and by the modal over a page whose session ended.
'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { ActionGroup, Button, Form } from '@patternfly/react-core';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { callApi } from '../api-client.ts';
import { PasswordField } from '../form/password-field.tsx';
import { ProblemAlert } from '../form/problem-alert.tsx';
import { TextField } from '../form/text-field.tsx';
import type { Problem } from '../problem.ts';
import { TEXT } from './text.ts';

const Credentials = z.object({
  name: z.string().trim().min(1, TEXT.nameMissing),
  password: z.string().min(1, TEXT.passwordMissing),
});
type Credentials = z.infer<typeof Credentials>;

/** The field to focus where the name is known; a page with a form of its own may have another `password`. */
export const PASSWORD_ID = 'login-password';

type LoginFormProps = {
  /** Fixed when the admin of this page logs in again. */
  name?: string;
  onLoggedIn: () => void;
  /** Further buttons after the primary one. */
  actions?: ReactNode;
};

export function LoginForm({ name, onLoggedIn, actions }: LoginFormProps) {
  const { control, handleSubmit, formState } = useForm<Credentials>({
    resolver: zodResolver(Credentials),
    mode: 'onTouched',
    defaultValues: { name: name ?? '', password: '' },
  });
  const [problem, setProblem] = useState<Problem>();
  const login = async (credentials: Credentials) => {
    const answer = await callApi({ method: 'POST', path: 'login', body: credentials, schema: z.undefined(), withoutSession: true });
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) onLoggedIn();
  };
  return (
    <Form noValidate method="post" onSubmit={(event) => void handleSubmit(login)(event)}>
      <ProblemAlert title={TEXT.loginFailed} problem={problem} />
      <TextField control={control} name="name" id="login-name" label={TEXT.name} isRequired isReadOnly={name !== undefined} autoComplete="username" />
      <PasswordField control={control} name="password" id={PASSWORD_ID} label={TEXT.password} isRequired autoComplete="current-password" />
      <ActionGroup>
        <Button type="submit" variant="primary" isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{TEXT.login}</Button>
        {actions}
      </ActionGroup>
    </Form>
  );
}
