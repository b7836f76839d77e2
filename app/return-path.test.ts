// SPDX-License-Identifier: GPL-2.0-or-later
// Only our own paths may follow a login.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { returnPath } from './return-path.ts';

test('keeps a path of ours with its query and fragment', () => {
  assert.equal(returnPath('/hosts?search=a%20b#row'), '/hosts?search=a%20b#row');
});

for (const hostile of [
  'https://evil.example/', '//evil.example/', '/\\evil.example', '/\\/evil.example', '/\t/evil.example', '/.//evil.example', 'javascript:alert(1)', 'hosts', '',
  undefined, ['/hosts', '/x'], '/login?next=/hosts', '/setup',
]) {
  test(`leads home instead of to ${JSON.stringify(hostile)}`, () => {
    assert.equal(returnPath(hostile), '/profiles');
  });
}
