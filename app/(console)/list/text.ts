// SPDX-License-Identifier: GPL-2.0-or-later
// The words of every list.

export const TEXT = {
  searchClear: 'Clear the search',
  clearFilters: 'Clear all filters',
  filterAll: 'All',
  loading: 'Loading',
  noMatch: 'Nothing matches these filters',
  noMatchText: 'There are entries, but none that fits what you searched for. Search for less, or clear the filters.',
  pastEnd: 'There is nothing on this page any more',
  pastEndText: 'The entries that were here have been deleted or have moved to an earlier page.',
  firstPage: 'Go to the first page',
  pagerTop: 'Pages, above the list',
  pagerBottom: 'Pages, below the list',
  next: 'Next page',
  previous: 'Previous page',
  actionsOf: (name: string) => `Actions for ${name}`,
  actions: 'Actions',
} as const;
