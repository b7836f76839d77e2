// SPDX-License-Identifier: GPL-2.0-or-later
// Which rows of how many, how many a page, and the way to the next and previous ones.
'use client';
import { Pagination } from '@patternfly/react-core';
import { nextPage, PAGE_SIZES, placeOf, previousPage, withLimit } from './list-url.ts';
import { TEXT } from './text.ts';
import { useListUrl } from './use-list-url.ts';

type PagerProps = { total: number; next: string | null | undefined; place: 'top' | 'bottom' };

export function Pager({ total, next, place }: PagerProps) {
  const { search, go } = useListUrl();
  const { limit, page } = placeOf(search);
  return (
    <Pagination
      isCompact
      isStatic
      variant={place}
      widgetId={`pager-${place}`}
      itemCount={total}
      page={page}
      perPage={limit}
      perPageOptions={PAGE_SIZES.map((size) => ({ title: String(size), value: size }))}
      onNextClick={() => {
        if (typeof next === 'string') go((params) => nextPage(params, next));
      }}
      onPreviousClick={() => go(previousPage)}
      onPerPageSelect={(_event, size) => go((params) => withLimit(params, size))}
      titles={{
        paginationAriaLabel: place === 'top' ? TEXT.pagerTop : TEXT.pagerBottom,
        toNextPageAriaLabel: TEXT.next,
        toPreviousPageAriaLabel: TEXT.previous,
      }}
    />
  );
}
