// SPDX-License-Identifier: GPL-2.0-or-later
// Which addresses a management controller may have: every spelling of this server and of what only it can reach is refused, unless the settings allow it.

import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { ConfigError } from '../config.ts';
import { addressRules } from './address-rules.ts';
import { LIMITS } from './bmc.fixture.ts';
import { findPlace } from './connection.ts';
import { ControllerInput } from './controller.ts';

const place = (url: string, environment: Record<string, string> = {}) => findPlace(new URL(url).origin, undefined, addressRules(environment), LIMITS);

test('every spelling of what is refused is refused', async () => {
  const refused = [
    'http://127.0.0.1', 'http://127.1', 'http://2130706433', 'http://0x7f000001', 'http://0177.0.0.1', 'http://127.0.0.1.', 'http://localhost', 'http://[::1]', 'http://[::ffff:127.0.0.1]', 'http://[::ffff:7f00:1]', 'http://[0:0:0:0:0:ffff:7f00:0001]', 'http://[::127.0.0.1]',
    'http://0.0.0.0', 'http://0', 'http://[::]', 'http://169.254.169.254', 'http://2852039166', 'http://[::ffff:169.254.169.254]', 'http://[fe80::1]', 'http://[febf::1]', 'http://224.0.0.1', 'http://[ff02::1]', 'http://255.255.255.255', 'http://127.255.255.254:8443',
  ];
  for (const url of refused) await assert.rejects(place(url), { failure: 'address' }, url);
});

test('addresses of a management network are taken as they are', async () => {
  for (const [url, address] of [['https://10.1.2.3', '10.1.2.3'], ['https://192.168.0.7:8443', '192.168.0.7'], ['https://[fd00::7]', 'fd00::7'], ['https://192.0.2.1', '192.0.2.1']] as const) assert.equal((await place(url)).address, address);
});

test('a network can be allowed, one address or many', async () => {
  assert.equal((await place('http://127.0.0.1:9', { BASEWRIGHT_FETCH_ALLOW: '127.0.0.1' })).address, '127.0.0.1');
  assert.equal((await place('http://127.7.7.7:9', { BASEWRIGHT_FETCH_ALLOW: '192.0.2.0/24, 127.0.0.0/8' })).address, '127.7.7.7');
  await assert.rejects(place('http://127.0.0.2:9', { BASEWRIGHT_FETCH_ALLOW: '127.0.0.1/32' }), { failure: 'address' });
});

test('this server\'s own pages and boot plane are never asked', async () => {
  const environment = { BASEWRIGHT_FETCH_ALLOW: '0.0.0.0/0,::/0', BASEWRIGHT_ADMIN_LISTEN: '127.0.0.1:3100', BASEWRIGHT_BOOT_LISTEN: '0.0.0.0:8180' };
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []).filter((entry) => entry.family === 'IPv4').map((entry) => entry.address);
  for (const address of [...own, '127.0.0.1', '[::ffff:127.0.0.1]'])
    for (const port of [3100, 8180]) await assert.rejects(place(`http://${address}:${port}`, environment), { failure: 'address' }, `${address}:${port}`);
});

test('a wrong setting is named', () => {
  for (const wrong of ['here', '10.0.0.0/33', '10.0.0.0/', '::/129', '10.0.0.0/-1', '10.0.0.0/8/8']) assert.throws(() => addressRules({ BASEWRIGHT_FETCH_ALLOW: wrong }), (error) => error instanceof ConfigError && error.message.startsWith('BASEWRIGHT_FETCH_ALLOW must be networks'), wrong);
});

test('the address of a controller is an origin, and copied paths of the service root are forgiven', () => {
  const parse = (url: string) => ControllerInput.safeParse({ url, username: 'root', password: 'x' });
  for (const url of ['https://bmc1.example.com', 'https://bmc1.example.com/', ' https://BMC1.example.com/redfish/v1/ ', 'https://bmc1.example.com:443/redfish']) assert.equal(parse(url).data?.url, 'https://bmc1.example.com');
  for (const url of ['bmc1', 'ftp://bmc1', 'file:///etc/passwd', 'https://root:secret@bmc1', 'https://bmc1/login', 'https://bmc1/?x', 'https://bmc1/#x', '', 'https://', 'x'.repeat(400)]) assert.equal(parse(url).success, false, url);
});

test('names, passwords, fingerprints and paths are taken in their forms only', () => {
  const good = { url: 'https://bmc1', username: 'root', password: 'x' };
  const fingerprint = 'AB:'.repeat(31) + 'AB';
  for (const given of [fingerprint, fingerprint.toLowerCase(), 'ab'.repeat(32), `sha256 Fingerprint=${fingerprint}`, `SHA256:${'ab'.repeat(32)}`]) assert.equal(ControllerInput.parse({ ...good, fingerprint: given }).fingerprint, fingerprint, given);
  for (const wrong of [{ fingerprint: 'ab' }, { fingerprint: 'zz'.repeat(32) }, { username: 'a:b' }, { username: 'a\nb' }, { username: '' }, { password: 'a\r\nb' }, { password: '' }, { system: 'https://other/redfish/v1/Systems/1' }, { system: '/redfish/v1/' }, { system: '/redfish/v1/Systems/1 HTTP/1.1' }, { bootMethod: 'cd' }, { more: 1 }])
    assert.equal(ControllerInput.safeParse({ ...good, ...wrong }).success, false, JSON.stringify(wrong));
});
