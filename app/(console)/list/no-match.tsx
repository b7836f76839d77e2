// SPDX-License-Identifier: GPL-2.0-or-later
// What a list shows when its filters leave nothing, or when the page it was on has emptied.
'use client';
import { Button, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter } from '@patternfly/react-core';
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import { placeOf, withLimit } from './list-url.ts';
import { TEXT } from './text.ts';
import { useListUrl } from './use-list-url.ts';

export function NoMatch() {
  const { search, go } = useListUrl();
  const isPastEnd = placeOf(search).page > 1;
  return (
    <EmptyState titleText={isPastEnd ? TEXT.pastEnd : TEXT.noMatch} headingLevel="h2" icon={SearchIcon}>
      <EmptyStateBody>{isPastEnd ? TEXT.pastEndText : TEXT.noMatchText}</EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          {isPastEnd
            ? <Button variant="link" onClick={() => go((params) => withLimit(params, placeOf(params).limit))}>{TEXT.firstPage}</Button>
            : <Button variant="link" onClick={() => go(() => new URLSearchParams())}>{TEXT.clearFilters}</Button>}
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
}
