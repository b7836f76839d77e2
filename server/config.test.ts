// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the settings: defaults, every accepted form, and messages that name the variable.

import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

const interfaces = {
  lo: [{ address: '127.0.0.1', netmask: '255.0.0.0', family: 'IPv4' as const, mac: '00:00:00:00:00:00', internal: true, cidr: '127.0.0.1/8' }],
  eth0: [
    { address: 'fe80::1', netmask: 'ffff::', family: 'IPv6' as const, mac: '52:54:00:00:00:01', internal: false, cidr: null, scopeid: 2 },
    { address: '192.0.2.7', netmask: '255.255.255.0', family: 'IPv4' as const, mac: '52:54:00:00:00:01', internal: false, cidr: null },
  ],
};

test('without variables the defaults hold', () => {
  assert.deepEqual(readConfig({}, interfaces), {
    dataDirectory: resolve('data'),
    admin: { host: '127.0.0.1', port: 3000 },
    boot: { host: '0.0.0.0', port: 8080 },
    bootUrl: 'http://192.0.2.7:8080',
    imagesUrl: 'http://192.0.2.7:8080/images',
    rehashBytesPerSecond: 50_000_000, checkInSeconds: 300,
  });
});

test('an empty variable counts as not set', () => {
  assert.equal(readConfig({ BASEWRIGHT_ADMIN_LISTEN: '', DATABASE_URL: '' }, interfaces).admin.port, 3000);
});

test('without a network the boot URL is the loopback address', () => {
  assert.equal(readConfig({}, { lo: interfaces.lo }).bootUrl, 'http://127.0.0.1:8080');
});

test('every variable is taken', () => {
  const environment = {
    BASEWRIGHT_DATA: '/srv/basewright',
    BASEWRIGHT_ADMIN_LISTEN: '[::1]:443',
    BASEWRIGHT_BOOT_LISTEN: '198.51.100.3:80',
    BASEWRIGHT_BOOT_URL: 'https://boot.example.com/basewright/',
    BASEWRIGHT_IMAGES_URL: 'https://mirror.example.com/images/',
    BASEWRIGHT_REHASH_RATE: '200',
    BASEWRIGHT_CHECK_IN_SECONDS: '60',
  };
  assert.deepEqual(readConfig(environment, interfaces), {
    dataDirectory: '/srv/basewright',
    admin: { host: '::1', port: 443 },
    boot: { host: '198.51.100.3', port: 80 },
    bootUrl: 'https://boot.example.com/basewright',
    imagesUrl: 'https://mirror.example.com/images',
    rehashBytesPerSecond: 200_000_000,
    checkInSeconds: 60,
  });
  for (const seconds of ['4', '86401', '1e3', 'often']) assert.throws(() => readConfig({ ...environment, BASEWRIGHT_CHECK_IN_SECONDS: seconds }, interfaces), /BASEWRIGHT_CHECK_IN_SECONDS must be the whole number/);
});

test('a boot plane on one address is reached at that address', () => {
  assert.equal(readConfig({ BASEWRIGHT_BOOT_LISTEN: '198.51.100.3:80' }, interfaces).bootUrl, 'http://198.51.100.3:80');
  assert.equal(readConfig({ BASEWRIGHT_BOOT_LISTEN: '[2001:db8::1]:80' }, interfaces).bootUrl, 'http://[2001:db8::1]:80');
});

const wrong: [variable: string, value: string, says: RegExp][] = [
  ['BASEWRIGHT_ADMIN_LISTEN', '3000', /must be ADDRESS:PORT.*it is "3000"/],
  ['BASEWRIGHT_ADMIN_LISTEN', 'localhost:65536', /must be ADDRESS:PORT/],
  ['BASEWRIGHT_BOOT_LISTEN', 'localhost:', /must be ADDRESS:PORT/],
  ['BASEWRIGHT_BOOT_LISTEN', 'a b:80', /must be ADDRESS:PORT/],
  ['BASEWRIGHT_IMAGES_URL', '/images', /must be an http or https URL.*mirror\.example\.com/],
  ['BASEWRIGHT_BUILD', 'yes', /must be on or off; it is "yes"/],
  ['BASEWRIGHT_REHASH_RATE', '0', /must be a whole number of megabytes/],
  ['BASEWRIGHT_BOOT_URL', 'ftp://192.0.2.1', /must be an http or https URL/],
  ['BASEWRIGHT_BOOT_URL', 'http://192.0.2.1/a b', /must be an http or https URL/],
  ['BASEWRIGHT_BOOT_URL', 'http://192.0.2.1/?x=1', /must be an http or https URL/],
  ['BASEWRIGHT_BOOT_URL', 'http://me:geheim@192.0.2.1', /must not hold a user name/],
  ['BASEWRIGHT_DATA', '/tmp/\0', /must be the path of a directory/],
  ['DATABASE_URL', 'postgres://u:geheim@db/x', /is reserved for PostgreSQL/],
];

for (const [variable, value, says] of wrong) {
  test(`${variable}=${JSON.stringify(value)} stops the start`, () => {
    assert.throws(
      () => readConfig({ [variable]: value }, interfaces),
      (error) => {
        assert(error instanceof ConfigError);
        assert.equal(error.problems.length, 1);
        assert.match(error.message, says);
        assert(error.message.startsWith(`${variable} `));
        assert(!error.message.includes('geheim'), 'a password is not repeated');
        return true;
      },
    );
  });
}

test('all wrong variables are told at once', () => {
  assert.throws(() => readConfig({ BASEWRIGHT_ADMIN_LISTEN: 'x', BASEWRIGHT_BOOT_URL: 'y' }), /BASEWRIGHT_ADMIN_LISTEN[^]*\nBASEWRIGHT_BOOT_URL/);
});
