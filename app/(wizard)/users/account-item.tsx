// SPDX-License-Identifier: GPL-2.0-or-later
// One login account.
'use client';
import { Button, Title } from '@patternfly/react-core';
import { ListField, NumberField, TextField } from '../field/text-field.tsx';
import { PasswordSetting } from './password.tsx';
import { SshKeys } from './ssh-keys.tsx';
import { WORDS } from './words.ts';

export function AccountItem({ index, onRemove }: { index: number; onRemove: () => void }) {
  const title = `${WORDS.account} ${index + 1}`;
  return (
    <section className="bw-item" aria-label={title}>
      <div className="bw-item__head">
        <Title headingLevel="h4" size="md">{title}</Title>
        <Button variant="link" size="sm" isDanger onClick={onRemove} aria-label={`${WORDS.remove}: ${title}`}>{WORDS.remove}</Button>
      </div>
      <div className="bw-pair">
        <TextField name={`users.accounts.${index}.name`} />
        <TextField name={`users.accounts.${index}.gecos`} isOptional />
      </div>
      <PasswordSetting name={`users.accounts.${index}.hash`} isOptional />
      <SshKeys name={`users.accounts.${index}.sshKeys`} id={`account-${index}`} />
      <ListField name={`users.accounts.${index}.groups`} />
      <div className="bw-pair">
        <NumberField name={`users.accounts.${index}.uid`} isOptional />
        <TextField name={`users.accounts.${index}.shell`} isOptional />
      </div>
    </section>
  );
}
