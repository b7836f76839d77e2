// SPDX-License-Identifier: GPL-2.0-or-later
// Reads and changes the URL of a list without asking the server for the page again; the rows come from the API.
'use client';
import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/** `push` makes a step that Back undoes (a page, a filter); `replace` does not (each letter of a search). */
export type Go = (change: (search: URLSearchParams) => URLSearchParams, how?: 'push' | 'replace') => void;

export function useListUrl(): { search: URLSearchParams; go: Go } {
  const search = useSearchParams();
  const go: Go = useCallback((change, how = 'push') => {
    const changed = change(new URLSearchParams(window.location.search)).toString();
    const url = changed === '' ? window.location.pathname : `${window.location.pathname}?${changed}`;
    if (how === 'push') window.history.pushState(null, '', url);
    else window.history.replaceState(null, '', url);
  }, []);
  return { search, go };
}
