// SPDX-License-Identifier: GPL-2.0-or-later
// LUKS on or off, and its passphrase; one that the server holds is not shown and stays unless it is changed.
'use client';
import { Button, InputGroup, InputGroupItem, TextInput } from '@patternfly/react-core';
import EyeIcon from '@patternfly/react-icons/dist/esm/icons/eye-icon';
import EyeSlashIcon from '@patternfly/react-icons/dist/esm/icons/eye-slash-icon';
import { useState } from 'react';
import { MASK } from '#kickstart/profile/names.ts';
import { isObject } from '../draft/draft.ts';
import { CheckField } from '../field/choice-field.tsx';
import { FieldFrame } from '../field/frame.tsx';
import { textOf, useReplace, useSeen, useValue } from '../field/value.ts';
import { SECRET_WORDS } from '../users/words.ts';
import { WORDS } from './words.ts';

function Passphrase() {
  const { value, set, ref } = useValue('storage.luks.passphrase');
  const [isShown, setShown] = useState(false);
  return (
    <FieldFrame name="storage.luks.passphrase">
      {(input) => (value === MASK ? (
        <div className="bw-row"><span>{WORDS.kept}</span><Button id={input.id} variant="secondary" size="sm" onClick={() => set('')}>{WORDS.change}</Button></div>
      ) : (
        <InputGroup>
          <InputGroupItem isFill>
            <TextInput {...input} ref={ref} type={isShown ? 'text' : 'password'} value={textOf(value)} onChange={(_event, text) => set(text)} autoComplete="new-password" spellCheck={false} />
          </InputGroupItem>
          <InputGroupItem>
            <Button variant="control" icon={isShown ? <EyeSlashIcon /> : <EyeIcon />} aria-label={isShown ? SECRET_WORDS.hide : SECRET_WORDS.show} onClick={() => setShown(!isShown)} />
          </InputGroupItem>
        </InputGroup>
      ))}
    </FieldFrame>
  );
}

export function Encryption() {
  const replace = useReplace();
  const isOn = isObject(useSeen('storage.luks'));
  return (
    <>
      <CheckField name="storage.luks" isOn={isOn} onToggle={(on) => replace('storage.luks', on ? { passphrase: '' } : null)} />
      {isOn && <Passphrase />}
    </>
  );
}
