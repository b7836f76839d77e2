// SPDX-License-Identifier: GPL-2.0-or-later
// network-boot dhcp, through the real executable.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { basewright, complained } from './cli.fixture.ts';

const environment = { BASEWRIGHT_BOOT_URL: 'http://boot.example.com:8080' };
const dhcp = (...words: string[]) => basewright(['network-boot', 'dhcp', ...words], { environment });

describe('network-boot dhcp', () => {
  it('writes a configuration with the boot URL of the environment', async () => {
    const { stdout, exit } = await dhcp('--kind', 'kea', '--target', 'Rocky 9');
    assert.equal(exit, 0);
    assert.ok(stdout.includes('"boot-file-name": "http://boot.example.com:8080/boot/ipxe"'));
    assert.ok(stdout.includes('http://boot.example.com:8080/boot/efi/rocky9/BOOTX64.EFI'));
  });

  it('says the same as JSON, with the name of the file', async () => {
    const { stdout } = await dhcp('--kind', 'isc', '--json');
    const said: unknown = JSON.parse(stdout);
    assert.partialDeepStrictEqual(said, { kind: 'isc', target: 'centos9', bootUrl: 'http://boot.example.com:8080', fileName: 'dhcpd.conf' });
  });

  it('refuses a kind and a target that do not exist', async () => {
    assert.deepEqual(await dhcp('--kind', 'dnsmasq-prox'), complained(2, '--kind: There is no configuration of this kind. Did you mean "dnsmasq-proxy"? The kinds are dnsmasq, dnsmasq-proxy, isc, kea.'));
    assert.match((await dhcp('--kind', 'kea', '--target', 'centos7')).stderr, /^--target: There is no such target\./);
  });
});
