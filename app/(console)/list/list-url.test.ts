// SPDX-License-Identifier: GPL-2.0-or-later
// The URL of a list leads forth and back, and a mistyped one leads to the first page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextPage, placeOf, previousPage, withFilters, withLimit } from './list-url.ts';

test('an empty URL is the first page of 20', () => {
  assert.deepEqual(placeOf(new URLSearchParams()), { limit: 20, page: 1, trail: [] });
});

test('next and previous lead forth and back, and keep the filters', () => {
  const first = new URLSearchParams('search=edge&limit=50');
  const second = nextPage(first, 'c1');
  const third = nextPage(second, 'c2');
  assert.equal(third.toString(), 'search=edge&limit=50&page=3&cursor=c1&cursor=c2');
  assert.equal(previousPage(third).toString(), second.toString());
  assert.equal(previousPage(previousPage(third)).toString(), first.toString());
});

test('a filter or page size changed leads to the first page', () => {
  const deep = nextPage(new URLSearchParams('search=edge'), 'c1');
  assert.equal(withFilters(deep, { search: 'core', target: 'rhel9' }).toString(), 'search=core&target=rhel9');
  assert.equal(withFilters(deep, { search: '' }).toString(), '');
  assert.equal(withLimit(deep, 100).toString(), 'search=edge&limit=100');
});

test('a long walk keeps the URL short, and its way back ends at the first page', () => {
  let search = new URLSearchParams();
  for (let page = 2; page <= 200; page += 1) search = nextPage(search, `cursor-${page}`);
  assert.equal(placeOf(search).page, 200);
  assert.equal(placeOf(search).trail.length, 40);
  for (let step = 0; step < 40; step += 1) search = previousPage(search);
  assert.deepEqual(placeOf(search), { limit: 20, page: 1, trail: [] });
});

test('what is not a page size or number is ignored', () => {
  assert.deepEqual(placeOf(new URLSearchParams('limit=7&page=x&cursor=')), { limit: 20, page: 1, trail: [] });
  assert.deepEqual(placeOf(new URLSearchParams('page=0&cursor=c1')), { limit: 20, page: 2, trail: ['c1'] });
});
