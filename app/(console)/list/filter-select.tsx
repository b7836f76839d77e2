// SPDX-License-Identifier: GPL-2.0-or-later
// One filter of a list: a choice, and the chip that shows and removes it.
'use client';
import { FormSelect, FormSelectOption, ToolbarFilter } from '@patternfly/react-core';
import { useAwake } from '../../shell/use-awake.ts';
import { withFilters } from './list-url.ts';
import { TEXT } from './text.ts';
import { useListUrl } from './use-list-url.ts';

export type Choice = { value: string; label: string };

export function FilterSelect({ name, label, choices }: { name: string; label: string; choices: readonly Choice[] }) {
  const { search, go } = useListUrl();
  const isAwake = useAwake();
  const value = search.get(name) ?? '';
  const set = (chosen: string) => go((params) => withFilters(params, { [name]: chosen }));
  const chosen = choices.find((choice) => choice.value === value) ?? { value, label: value };
  return (
    <ToolbarFilter
      categoryName={label}
      labels={value === '' ? [] : [{ key: value, node: chosen.label }]}
      deleteLabel={() => set('')}
    >
      <FormSelect className="bw-filter" aria-label={label} value={value} isDisabled={!isAwake} onChange={(_event, next) => set(next)}>
        <FormSelectOption value="" label={`${label}: ${TEXT.filterAll}`} />
        {value !== '' && !choices.includes(chosen) && <FormSelectOption value={value} label={value} />}
        {choices.map((choice) => <FormSelectOption key={choice.value} value={choice.value} label={choice.label} />)}
      </FormSelect>
    </ToolbarFilter>
  );
}
