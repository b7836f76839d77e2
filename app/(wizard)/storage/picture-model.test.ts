// SPDX-License-Identifier: GPL-2.0-or-later
// What the picture of the disk says of upgrades while volumes are being typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newDraft } from '../draft/draft.ts';
import { pictureOf } from './picture-model.ts';

test('a volume whose mount point is not finished, or refused, is neither lost nor shared', () => {
  const volumes = ['/var', '', '/', '/usr/local', '/srv/vm'].map((mount) => ({ mount, size: 1024 }));
  const parts = pictureOf({ ...newDraft(), storage: { root: { size: 1024 }, volumes } }).volumes;
  assert.deepEqual(parts.map(({ label, survival }) => [label, survival]), [['/', 'lost'], ['/var', 'shared'], ['', undefined], ['/', undefined], ['/usr/local', undefined], ['/srv/vm', 'shared']]);
});
