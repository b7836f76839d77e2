// SPDX-License-Identifier: GPL-2.0-or-later
// One of many (a language, a time zone, a keyboard layout): type a part of the name, choose with arrow keys or mouse.
'use client';
import { MenuToggle, type MenuToggleElement, Select, SelectList, SelectOption, TextInputGroup, TextInputGroupMain } from '@patternfly/react-core';
import { type KeyboardEvent, type Ref, useState } from 'react';
import { WORDS } from './words.ts';

type ComboProps = {
  id: string;
  label: string;
  describedBy: string;
  isInvalid: boolean;
  choices: readonly string[];
  value: string;
  onChoose: (value: string) => void;
};

/** More than these are not drawn; typing narrows them down. */
const MOST = 60;

function matching(choices: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase().replaceAll(' ', '_');
  const plain = typed.toLowerCase();
  return choices.filter((choice) => choice.toLowerCase().includes(wanted) || choice.toLowerCase().includes(plain));
}

export function Combo({ id, label, describedBy, isInvalid, choices, value, onChoose }: ComboProps) {
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(0);
  const found = matching(choices, typed ?? '');
  const offered = found.slice(0, MOST);
  const optionId = (index: number) => `${id}-option-${index}`;
  const close = () => {
    setOpen(false);
    setTyped(undefined);
    setActive(0);
  };
  const choose = (choice: string) => {
    onChoose(choice);
    close();
  };
  const onKey = (event: KeyboardEvent) => {
    const at = offered[active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setActive(isOpen ? Math.max(0, Math.min(offered.length - 1, active + (event.key === 'ArrowDown' ? 1 : -1))) : 0);
      setOpen(true);
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      if (at !== undefined) choose(at);
    } else if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') {
      if (isOpen && typed !== undefined && at !== undefined) onChoose(at);
      close();
    }
  };
  return (
    <Select
      isOpen={isOpen}
      isScrollable
      variant="typeahead"
      shouldFocusToggleOnSelect
      onSelect={(_event, choice) => typeof choice === 'string' && choose(choice)}
      onOpenChange={(open) => (open ? setOpen(true) : close())}
      toggle={(ref: Ref<MenuToggleElement>) => (
        <MenuToggle ref={ref} variant="typeahead" aria-label={`${WORDS.open}: ${label}`} onClick={() => setOpen(!isOpen)} isExpanded={isOpen} isFullWidth {...(isInvalid ? { status: 'danger' } : {})}>
          <TextInputGroup isPlain>
            <TextInputGroupMain
              inputId={id}
              value={typed ?? value}
              autoComplete="off"
              role="combobox"
              isExpanded={isOpen}
              aria-controls={`${id}-list`}
              aria-label={label}
              inputProps={{ 'aria-describedby': describedBy, 'aria-invalid': isInvalid, spellCheck: false }}
              {...(isOpen && offered.length > 0 ? { 'aria-activedescendant': optionId(active) } : {})}
              onChange={(_event, text) => {
                setTyped(text);
                setActive(0);
                setOpen(true);
              }}
              onClick={() => setOpen(true)}
              onKeyDown={onKey}
            />
          </TextInputGroup>
        </MenuToggle>
      )}
    >
      <SelectList id={`${id}-list`} aria-label={label}>
        {offered.map((choice, index) => (
          <SelectOption key={choice} id={optionId(index)} value={choice} isFocused={index === active} isSelected={choice === value}>{choice}</SelectOption>
        ))}
        {found.length > MOST && <SelectOption isDisabled>{`${found.length - MOST} ${WORDS.more}`}</SelectOption>}
        {found.length === 0 && <SelectOption isDisabled>{WORDS.noMatch}</SelectOption>}
      </SelectList>
    </Select>
  );
}
