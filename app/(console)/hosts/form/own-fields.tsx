// SPDX-License-Identifier: GPL-2.0-or-later
// The fields every host has: host name, MAC addresses, profile.
'use client';
import { FormSelect, FormSelectOption, TextInput } from '@patternfly/react-core';
import { textOf, useValue } from '../../../(wizard)/field/value.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { useProfileChoices } from '../use-profile-choices.ts';
import { HostField } from './host-field.tsx';
import { MacsField } from './macs-field.tsx';
import { TEXT } from './text.ts';

function HostnameField() {
  const { value, set, ref } = useValue('hostname');
  return (
    <HostField name="hostname" label={TEXT.hostname} help={TEXT.hostnameHelp}>
      {(input) => (
        <TextInput
          {...input} ref={ref} isRequired value={textOf(value)} onChange={(_event, text) => set(text)}
          autoComplete="off" autoCapitalize="none" spellCheck={false}
        />
      )}
    </HostField>
  );
}

function ProfileField() {
  const { value, set, ref } = useValue('profile');
  const { choices, problem } = useProfileChoices();
  const chosen = textOf(value);
  const isListed = chosen === '' || choices.some((choice) => choice.value === chosen);
  return (
    <>
      <ProblemAlert title={TEXT.profilesFailed} problem={problem} />
      <HostField name="profile" label={TEXT.profile} help={TEXT.profileHelp}>
        {(input) => (
          <FormSelect {...input} ref={ref} isRequired value={chosen} onChange={(_event, next) => set(next)}>
            <FormSelectOption value="" label={TEXT.profileChoose} isPlaceholder />
            {!isListed && <FormSelectOption value={chosen} label={chosen} />}
            {choices.map((choice) => <FormSelectOption key={choice.value} value={choice.value} label={choice.label} />)}
          </FormSelect>
        )}
      </HostField>
    </>
  );
}

export function OwnFields() {
  return (
    <>
      <HostnameField />
      <MacsField />
      <ProfileField />
    </>
  );
}
