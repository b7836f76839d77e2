// SPDX-License-Identifier: GPL-2.0-or-later
// A line of text, a number, or a list of words in a text input.
'use client';
import { InputGroup, InputGroupItem, InputGroupText, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { type FieldName, fieldText } from './field-text.ts';
import { FieldFrame } from './frame.tsx';
import { textOf, textsOf, useValue } from './value.ts';

export type FieldProps = {
  name: FieldName;
  /** Empty means "not given". */
  isOptional?: boolean;
  label?: string;
  className?: string;
  onChanged?: (value: string) => void;
};

const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const;

export function TextField({ name, isOptional = false, onChanged, isReadOnly = false, ...frame }: FieldProps & { isReadOnly?: boolean }) {
  const { value, set, ref } = useValue(name);
  return (
    <FieldFrame name={name} isOptional={isOptional} {...frame}>
      {(input) => (
        <TextInput
          {...input} {...plain} ref={ref} value={textOf(value)} isRequired={!isOptional}
          {...(isReadOnly ? { readOnlyVariant: 'default' } : {})}
          onChange={(_event, text) => {
            set(text === '' && isOptional ? null : text);
            onChanged?.(text);
          }}
        />
      )}
    </FieldFrame>
  );
}

/** What was typed as a number; text that is none stays text, so that the schema can say what is wrong. */
function numberOf(text: string, isOptional: boolean): unknown {
  if (text.trim() === '') return isOptional ? null : '';
  return /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : text;
}

/** MiB in GiB, where that is easier to read. */
function inGiB(value: unknown): string | undefined {
  return typeof value === 'number' && value >= 1024 ? `= ${Number((value / 1024).toFixed(2))} GiB` : undefined;
}

export function NumberField({ name, isOptional = false, onChanged, ...frame }: FieldProps) {
  const { value, set, ref } = useValue(name);
  const { unit } = fieldText(name);
  const note = unit === 'MiB' ? inGiB(value) : undefined;
  return (
    <FieldFrame name={name} isOptional={isOptional} {...(note === undefined ? {} : { note })} {...frame}>
      {(input) => (
        <InputGroup className="bw-number">
          <InputGroupItem isFill>
            <TextInput
              {...input} {...plain} ref={ref} inputMode="numeric" value={textOf(value)} isRequired={!isOptional}
              onChange={(_event, text) => {
                set(numberOf(text, isOptional));
                onChanged?.(text);
              }}
            />
          </InputGroupItem>
          {unit !== undefined && <InputGroupText isPlain>{unit}</InputGroupText>}
        </InputGroup>
      )}
    </FieldFrame>
  );
}

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');

/** Several words in one input, separated by blanks or commas. What is typed stays as it is until the list changes from elsewhere. */
export function ListField({ name, isOptional = true, onChanged, ...frame }: FieldProps) {
  const { value, set, ref } = useValue(name);
  const list = textsOf(value);
  const [typed, setTyped] = useState(list.join(' '));
  const shown = words(typed).join(' ') === list.join(' ') ? typed : list.join(' ');
  return (
    <FieldFrame name={name} isOptional={isOptional} {...frame}>
      {(input) => (
        <TextInput
          {...input} {...plain} ref={ref} value={shown}
          onChange={(_event, text) => {
            setTyped(text);
            set(words(text));
            onChanged?.(text);
          }}
        />
      )}
    </FieldFrame>
  );
}
