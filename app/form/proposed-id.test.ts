// SPDX-License-Identifier: GPL-2.0-or-later
// Ids that follow a title.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Slug } from '#kickstart/profile/names.ts';
import { proposedId, slugOf } from './proposed-id.ts';

test('an id follows the title while it is typed, and stays when a person wrote one', () => {
  let [title, id] = ['', ''];
  for (const next of ['E', 'Edge', 'Edge node, Köln']) [title, id] = [next, proposedId(id, title, next)];
  assert.equal(id, 'edge-node-koln');
  assert.equal(proposedId('mine', title, 'Other'), 'mine');
});

test('whatever the title is, the id made of it is one, or nothing', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (title) => {
    const id = slugOf(title);
    // Names of pages are no ids either; the field says so.
    assert(id === '' || id === 'new' || id === 'import' || Slug.safeParse(id).success, JSON.stringify(id));
  }), { seed: 20261124 });
});
