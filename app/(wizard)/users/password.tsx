// SPDX-License-Identifier: GPL-2.0-or-later
// A password that becomes a hash as soon as it is entered; typed, generated, or given as a hash already.
'use client';
import { Button, HelperText, HelperTextItem, InputGroup, InputGroupItem, TextInput, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import EyeIcon from '@patternfly/react-icons/dist/esm/icons/eye-icon';
import EyeSlashIcon from '@patternfly/react-icons/dist/esm/icons/eye-slash-icon';
import { type FocusEvent, useRef, useState } from 'react';
import { ProblemAlert } from '#app/form/problem-alert.tsx';
import { MASK } from '#kickstart/profile/names.ts';
import { PasswordHash } from '#kickstart/profile/users.ts';
import { FieldFrame } from '../field/frame.tsx';
import { textOf, useValue } from '../field/value.ts';
import { generatePassword, strength } from './strength.ts';
import { useHashing } from './use-hashing.ts';
import { SECRET_WORDS, WORDS } from './words.ts';

const { password: TEXT } = WORDS;
const SHORTEST = 8;

type PasswordName = 'users.root.hash' | `users.accounts.${number}.hash`;
type InputProps = { id: string; 'aria-invalid': boolean; 'aria-describedby': string; validated: 'default' | 'error' };

function Strength({ password }: { password: string }) {
  if (password === '') return null;
  const level = strength(password);
  return (
    <div className="bw-strength" role="status">
      <meter min={0} max={4} low={2} high={3} optimum={4} value={level} aria-label={TEXT.strength} />
      <span>{TEXT.strength}: {TEXT.levels[level]}</span>
    </div>
  );
}

/** The hash does not come with the password: while something is typed, the field holds an empty text, which the schema refuses. */
function TypedPassword({ input, onHash, onTyping }: { input: InputProps; onHash: (hash: string) => void; onTyping: (isEmpty: boolean) => void }) {
  const [password, setPassword] = useState('');
  const [isShown, setShown] = useState(false);
  const [isGenerated, setGenerated] = useState(false);
  const { isHashing, problem, hash } = useHashing(onHash);
  const isTooShort = password !== '' && password.length < SHORTEST;
  const take = () => {
    if (password.length >= SHORTEST && !isHashing) hash(password);
  };
  const type = (text: string) => {
    setPassword(text);
    onTyping(text === '');
  };
  const leave = (event: FocusEvent<HTMLDivElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget) && event.relatedTarget !== null) take();
  };
  return (
    <div onBlur={leave}>
      <InputGroup>
        <InputGroupItem isFill>
          <TextInput
            {...input} type={isShown ? 'text' : 'password'} value={password} autoComplete="new-password" spellCheck={false}
            onChange={(_event, text) => {
              setGenerated(false);
              type(text);
            }}
            onKeyDown={(event) => event.key === 'Enter' && take()}
          />
        </InputGroupItem>
        <InputGroupItem><Button variant="control" icon={isShown ? <EyeSlashIcon /> : <EyeIcon />} aria-label={isShown ? SECRET_WORDS.hide : SECRET_WORDS.show} onClick={() => setShown(!isShown)} /></InputGroupItem>
        <InputGroupItem>
          <Button
            variant="control"
            onClick={() => {
              type(generatePassword());
              setGenerated(true);
              setShown(true);
            }}
          >
            {TEXT.generate}
          </Button>
        </InputGroupItem>
        <InputGroupItem><Button variant="control" isLoading={isHashing} isDisabled={password === ''} onClick={take}>{isHashing ? TEXT.hashing : TEXT.use}</Button></InputGroupItem>
      </InputGroup>
      <Strength password={password} />
      {(isGenerated || isTooShort) && (
        <HelperText isLiveRegion><HelperTextItem variant={isTooShort ? 'error' : 'warning'}>{isTooShort ? TEXT.short : TEXT.generated}</HelperTextItem></HelperText>
      )}
      <ProblemAlert title={TEXT.failed} problem={problem} />
    </div>
  );
}

function GivenHash({ input, onHash }: { input: InputProps; onHash: (hash: string) => void }) {
  const [text, setText] = useState('');
  const parsed = PasswordHash.safeParse(text.trim());
  const take = () => parsed.success && text.trim() !== MASK && onHash(text.trim());
  return (
    <>
      <InputGroup>
        <InputGroupItem isFill>
          <TextInput {...input} aria-label={TEXT.hashLabel} className="bw-mono" value={text} onChange={(_event, typed) => setText(typed)} onBlur={take} autoComplete="off" spellCheck={false} />
        </InputGroupItem>
        <InputGroupItem><Button variant="control" isDisabled={text === ''} onClick={take}>{TEXT.useHash}</Button></InputGroupItem>
      </InputGroup>
      <HelperText isLiveRegion>
        <HelperTextItem variant={text !== '' && !parsed.success ? 'error' : 'default'}>{text === '' || parsed.success ? TEXT.hashHelp : parsed.error.issues[0]?.message}</HelperTextItem>
      </HelperText>
    </>
  );
}

export function PasswordSetting({ name, isOptional = false }: { name: PasswordName; isOptional?: boolean }) {
  const { value, set } = useValue(name);
  const [isHash, setHash] = useState(false);
  // A password left half way is hashed on leaving the field; the answer must not take the place of a hash that is being pasted.
  const wantsHash = useRef(false);
  const choose = (pasted: boolean) => {
    wantsHash.current = pasted;
    setHash(pasted);
  };
  const empty = isOptional ? null : '';
  const isSet = textOf(value) !== '';
  return (
    <FieldFrame name={name} isOptional={isOptional}>
      {(input) => (isSet ? (
        <div className="bw-row">
          <span role="status">{value === MASK ? TEXT.kept : TEXT.set}</span>
          <Button id={input.id} variant="secondary" size="sm" onClick={() => set(empty)}>{TEXT.change}</Button>
          {isOptional && <Button variant="link" size="sm" onClick={() => set(null)}>{TEXT.removeIt}</Button>}
        </div>
      ) : (
        <>
          <ToggleGroup isCompact aria-label={TEXT.how} className="bw-toggle">
            <ToggleGroupItem text={TEXT.typeIt} isSelected={!isHash} onChange={() => choose(false)} />
            <ToggleGroupItem text={TEXT.pasteIt} isSelected={isHash} onChange={() => choose(true)} />
          </ToggleGroup>
          {isHash ? <GivenHash input={input} onHash={set} /> : <TypedPassword input={input} onHash={(hash) => !wantsHash.current && set(hash)} onTyping={(isEmpty) => set(isEmpty ? empty : '')} />}
        </>
      ))}
    </FieldFrame>
  );
}
