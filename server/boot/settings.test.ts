// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the boot plane's own settings: defaults, every accepted form, and messages that name the variable.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError } from '../config.ts';
import { readBootSettings, usualDelivery } from './settings.ts';

test('without variables published images are open to all, and no proxy is believed', () => {
  assert.deepEqual(readBootSettings({}), { cacheBytes: 64 * 1024 * 1024, logRequests: false, delivery: usualDelivery });
});

test('nginx on this machine is the proxy when nothing else is said', () => {
  const { delivery } = readBootSettings({ BASEWRIGHT_IMAGES_ACCEL: '/basewright-images/', BASEWRIGHT_IMAGES_GATE: 'armed' });
  assert.deepEqual(delivery, { ...usualDelivery, gate: 'armed', accel: '/basewright-images/', proxies: new Set(['127.0.0.1', '::1']) });
  assert.deepEqual(readBootSettings({ BASEWRIGHT_BOOT_PROXY: '192.0.2.3, 2001:DB8::1' }).delivery.proxies, new Set(['192.0.2.3', '2001:db8::1']));
});

for (const [variable, value] of [
  ['BASEWRIGHT_IMAGES_GATE', 'open'], ['BASEWRIGHT_IMAGES_ACCEL', 'images'], ['BASEWRIGHT_IMAGES_ACCEL', '/images'], ['BASEWRIGHT_IMAGES_ACCEL', '/'], ['BASEWRIGHT_IMAGES_ACCEL', '/a//b/'], ['BASEWRIGHT_IMAGES_ACCEL', '/a b/'],
  ['BASEWRIGHT_IMAGES_ACCEL', '/a/\r\nX: y/'], ['BASEWRIGHT_BOOT_PROXY', 'localhost'], ['BASEWRIGHT_BOOT_PROXY', '127.0.0.1,'], ['BASEWRIGHT_BOOT_LOG_REQUESTS', 'yes'],
] as const) {
  test(`${variable}=${JSON.stringify(value)} is refused by name`, () => {
    assert.throws(() => readBootSettings({ [variable]: value }), (error) => error instanceof ConfigError && error.message.startsWith(`${variable} must be `));
  });
}
