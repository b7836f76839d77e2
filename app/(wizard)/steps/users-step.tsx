// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `users`: root, and the accounts of people.
'use client';
import { Button, Content, FormSection } from '@patternfly/react-core';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import { lacks } from '#kickstart/profile/targets.ts';
import { useWizard } from '../draft/context.tsx';
import { CheckField, LackedField, RadioField } from '../field/choice-field.tsx';
import { listOf, useReplace, useSeen } from '../field/value.ts';
import { AccountItem } from '../users/account-item.tsx';
import { PasswordSetting } from '../users/password.tsx';
import { SshKeys } from '../users/ssh-keys.tsx';
import { WORDS } from '../users/words.ts';

function Root() {
  const { target } = useWizard();
  const replace = useReplace();
  const password = useSeen('users.root.password');
  const sshKeys = useSeen('users.root.sshKeys');
  const allowSsh = useSeen('users.root.allowSsh');
  const noAllowSsh = lacks(target, 'rootAllowSsh');
  return (
    <FormSection title={WORDS.root} titleElement="h3">
      <RadioField
        name="users.root.password"
        choices={WORDS.rootPassword}
        onChoose={(next) => replace('users.root', next === 'hashed' ? { password: next, hash: '', allowSsh: false, sshKeys } : { password: next, sshKeys })}
      />
      {password === 'hashed' && (
        <>
          <PasswordSetting name="users.root.hash" />
          {noAllowSsh === undefined || allowSsh === true ? <CheckField name="users.root.allowSsh" /> : <LackedField name="users.root.allowSsh" reason={noAllowSsh} />}
        </>
      )}
      <SshKeys name="users.root.sshKeys" id="root" />
    </FormSection>
  );
}

export function UsersStep() {
  const replace = useReplace();
  const accounts = listOf(useSeen('users.accounts'));
  return (
    <>
      <Root />
      <FormSection title={WORDS.accounts} titleElement="h3" data-field="users.accounts">
        {accounts.length === 0 && <Content component="p">{WORDS.noAccounts}</Content>}
        {accounts.map((_account, index) => (
          <AccountItem key={index} index={index} onRemove={() => replace('users.accounts', accounts.filter((_one, at) => at !== index))} />
        ))}
        <div>
          <Button variant="secondary" icon={<PlusCircleIcon />} onClick={() => replace('users.accounts', [...accounts, { name: '', gecos: null, groups: ['wheel'], hash: null, uid: null, shell: null, sshKeys: [] }])}>{WORDS.add}</Button>
        </div>
      </FormSection>
    </>
  );
}
