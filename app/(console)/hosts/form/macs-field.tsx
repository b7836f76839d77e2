// SPDX-License-Identifier: GPL-2.0-or-later
// The MAC addresses of a host: one input each, in any spelling; several pasted at once become several inputs.
'use client';
import { Button, FormHelperText, HelperText, HelperTextItem, InputGroup, InputGroupItem, TextInput } from '@patternfly/react-core';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import TimesIcon from '@patternfly/react-icons/dist/esm/icons/times-icon';
import { type ClipboardEvent, useEffect, useRef } from 'react';
import { canonicalMac } from '#kickstart/profile/names.ts';
import { useFieldError } from '../../../(wizard)/field/frame.tsx';
import { textsOf, useValue } from '../../../(wizard)/field/value.ts';
import { HostField } from './host-field.tsx';
import { TEXT } from './text.ts';

type MacInputProps = {
  index: number;
  value: string;
  isOnly: boolean;
  onChange: (value: string) => void;
  onPaste: (values: readonly string[]) => void;
  onRemove: () => void;
};

function MacInput({ index, value, isOnly, onChange, onPaste, onRemove }: MacInputProps) {
  const error = useFieldError(`macs.${index}`);
  const errorId = `host-macs-${index}-error`;
  const paste = (event: ClipboardEvent) => {
    const words = event.clipboardData.getData('text').split(/[\s,;]+/).filter((word) => word !== '');
    if (words.length < 2) return;
    event.preventDefault();
    onPaste(words.map((word) => canonicalMac(word) ?? word));
  };
  return (
    <div data-field={`macs.${index}`} className="bw-mac">
      <InputGroup>
        <InputGroupItem isFill>
          <TextInput
            id={`host-macs-${index}`}
            aria-label={TEXT.mac(index + 1)}
            aria-invalid={error !== undefined}
            aria-describedby={error === undefined ? 'host-macs-help' : errorId}
            validated={error === undefined ? 'default' : 'error'}
            value={value}
            onChange={(_event, text) => onChange(text)}
            onBlur={() => onChange(canonicalMac(value.trim()) ?? value)}
            onPaste={paste}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        </InputGroupItem>
        {!isOnly && <InputGroupItem><Button variant="control" aria-label={TEXT.macRemove(index + 1)} icon={<TimesIcon />} onClick={onRemove} /></InputGroupItem>}
      </InputGroup>
      {error !== undefined && <FormHelperText><HelperText id={errorId}><HelperTextItem variant="error">{error}</HelperTextItem></HelperText></FormHelperText>}
    </div>
  );
}

export function MacsField() {
  const { value, set } = useValue('macs');
  const macs = textsOf(value);
  const wanted = useRef<number>(undefined);
  useEffect(() => {
    if (wanted.current !== undefined) document.getElementById(`host-macs-${wanted.current}`)?.focus();
    wanted.current = undefined;
  });
  const change = (next: readonly string[], focus?: number) => {
    wanted.current = focus;
    set(next);
  };
  return (
    <HostField name="macs" label={TEXT.macs} help={TEXT.macsHelp} isGroup>
      {() => (
        <>
          {macs.map((mac, index) => (
            <MacInput
              key={index}
              index={index}
              value={mac}
              isOnly={macs.length === 1}
              onChange={(text) => change(macs.with(index, text))}
              onPaste={(words) => change([...macs.slice(0, index), ...words, ...macs.slice(index + 1).filter((other) => other !== '')], index + words.length - 1)}
              onRemove={() => change(macs.toSpliced(index, 1), Math.max(0, index - 1))}
            />
          ))}
          <Button variant="link" icon={<PlusCircleIcon />} onClick={() => change([...macs, ''], macs.length)}>{TEXT.macAdd}</Button>
        </>
      )}
    </HostField>
  );
}
