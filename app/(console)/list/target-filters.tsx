// SPDX-License-Identifier: GPL-2.0-or-later
// The toolbar of a list of documents for distributions: search, distribution, pages.
'use client';
import { Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { targetChoices } from '../profiles/profile-summary.ts';
import { FilterSelect } from './filter-select.tsx';
import { withFilters } from './list-url.ts';
import { Pager } from './pager.tsx';
import { SearchField } from './search-field.tsx';
import { TEXT as LIST_TEXT } from './text.ts';
import { useListUrl } from './use-list-url.ts';

type TargetFiltersProps = {
  page: { readonly total: number; readonly next?: string | null | undefined } | undefined;
  text: { readonly searchLabel: string; readonly searchHint: string; readonly target: string };
};

export function TargetFilters({ page, text }: TargetFiltersProps) {
  const { go } = useListUrl();
  return (
    <Toolbar clearAllFilters={() => go((search) => withFilters(search, { search: '', target: '' }))} clearFiltersButtonText={LIST_TEXT.clearFilters}>
      <ToolbarContent>
        <ToolbarItem><SearchField label={text.searchLabel} placeholder={text.searchHint} /></ToolbarItem>
        <FilterSelect name="target" label={text.target} choices={targetChoices} />
        <ToolbarItem variant="pagination" align={{ default: 'alignEnd' }}>
          {page !== undefined && page.total > 0 && <Pager place="top" total={page.total} next={page.next} />}
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}
