// SPDX-License-Identifier: GPL-2.0-or-later
// The search of a list: written to the URL a moment after the last letter.
'use client';
import { SearchInput } from '@patternfly/react-core';
import { useEffect, useRef, useState } from 'react';
import { useAwake } from '../../shell/use-awake.ts';
import { withFilters } from './list-url.ts';
import { TEXT } from './text.ts';
import { useListUrl } from './use-list-url.ts';

const PAUSE_MS = 250;

export function SearchField({ label, placeholder }: { label: string; placeholder: string }) {
  const { search, go } = useListUrl();
  const isAwake = useAwake();
  /** What is typed and not yet in the URL. */
  const [draft, setDraft] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const commit = (text: string) => {
    clearTimeout(timer.current);
    setDraft(undefined);
    go((params) => withFilters(params, { search: text.trim() }), 'replace');
  };
  const type = (text: string) => {
    setDraft(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => commit(text), PAUSE_MS);
  };
  return (
    <SearchInput
      aria-label={label}
      placeholder={placeholder}
      value={draft ?? search.get('search') ?? ''}
      isDisabled={!isAwake}
      onChange={(_event, text) => type(text)}
      onClear={() => commit('')}
      resetButtonLabel={TEXT.searchClear}
    />
  );
}
