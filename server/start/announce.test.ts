// SPDX-License-Identifier: GPL-2.0-or-later
// What the console says after a start.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminUrl, announcement } from './announce.ts';

const config = {
  dataDirectory: '/srv/basewright', admin: { host: '127.0.0.1', port: 3000 }, boot: { host: '0.0.0.0', port: 8080 }, bootUrl: 'http://192.0.2.10:8080', imagesUrl: 'http://192.0.2.10:8080/images', rehashBytesPerSecond: 50_000_000, checkInSeconds: 300,
};

test('the first start shows both addresses, the setup link and the next step', () => {
  const text = announcement(config, 'token');
  for (const part of ['http://localhost:3000\n', 'http://192.0.2.10:8080\n', '/srv/basewright', '  http://localhost:3000/setup?token=token\n', 'arm it']) assert.ok(text.includes(part), part);
});

test('later starts lead to the login', () => {
  const text = announcement(config, undefined);
  assert.ok(text.includes('http://localhost:3000/login'));
  assert.ok(!text.includes('setup'));
});

test('an address is written so that a browser takes it', () => {
  assert.equal(adminUrl({ admin: { host: '0.0.0.0', port: 80 } }), 'http://localhost:80');
  assert.equal(adminUrl({ admin: { host: '::', port: 3000 } }), 'http://[::1]:3000');
  assert.equal(adminUrl({ admin: { host: '192.0.2.1', port: 3000 } }), 'http://192.0.2.1:3000');
});

test('where images come from is said when it is another server', () => {
  assert.ok(!announcement(config, undefined).includes('mirror'));
  assert.match(announcement({ ...config, imagesUrl: 'https://mirror.example.com/images' }, undefined), /https:\/\/mirror\.example\.com\/images .*image check-mirror/);
});
