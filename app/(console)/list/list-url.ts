// SPDX-License-Identifier: GPL-2.0-or-later
// What a list shows, kept in its URL: filters, page size and place, so that reload, Back and a link sent to a colleague show the same rows.

export const PAGE_SIZES = [20, 50, 100] as const;

/** More cursors would make a URL that servers refuse; who went back past them is led to the first page. */
const TRAIL_LENGTH = 40;

/** A place in the list. `trail` holds the cursors of the pages from the second to this one: the last is this page's, the one before it leads back. */
export type ListPlace = { readonly limit: number; readonly page: number; readonly trail: readonly string[] };

/** Reads the place from a URL; whatever cannot be used falls back to the first page of 20. */
export function placeOf(search: URLSearchParams): ListPlace {
  const trail = search.getAll('cursor').filter((cursor) => cursor !== '');
  const page = Number(search.get('page'));
  return {
    limit: PAGE_SIZES.find((size) => String(size) === search.get('limit')) ?? PAGE_SIZES[0],
    page: trail.length === 0 ? 1 : Number.isSafeInteger(page) && page > trail.length ? page : trail.length + 1,
    trail,
  };
}

function withPlace(search: URLSearchParams, place: ListPlace): URLSearchParams {
  const changed = new URLSearchParams(search);
  for (const name of ['cursor', 'page', 'limit']) changed.delete(name);
  if (place.limit !== PAGE_SIZES[0]) changed.set('limit', String(place.limit));
  if (place.page > 1) changed.set('page', String(place.page));
  for (const cursor of place.trail) changed.append('cursor', cursor);
  return changed;
}

/** The URL of the page after this one; `next` is what the API gave as its cursor. */
export function nextPage(search: URLSearchParams, next: string): URLSearchParams {
  const place = placeOf(search);
  return withPlace(search, { ...place, page: place.page + 1, trail: [...place.trail, next].slice(-TRAIL_LENGTH) });
}

/** The URL of the page before this one. */
export function previousPage(search: URLSearchParams): URLSearchParams {
  const place = placeOf(search);
  const trail = place.trail.slice(0, -1);
  return withPlace(search, { ...place, page: trail.length === 0 ? 1 : place.page - 1, trail });
}

/** The URL of the first page with pages of `limit` rows. */
export function withLimit(search: URLSearchParams, limit: number): URLSearchParams {
  return withPlace(search, { limit, page: 1, trail: [] });
}

/** The URL with the filters changed, on the first page; an empty value removes a filter. */
export function withFilters(search: URLSearchParams, filters: Readonly<Record<string, string>>): URLSearchParams {
  const changed = withPlace(search, { ...placeOf(search), page: 1, trail: [] });
  for (const [name, value] of Object.entries(filters)) {
    if (value === '') changed.delete(name);
    else changed.set(name, value);
  }
  return changed;
}
