// SPDX-License-Identifier: GPL-2.0-or-later
// The configurations are read by the servers they are for: dnsmasq, dhcpd and kea-dhcp4 themselves.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { targetIds } from '#kickstart/profile/targets.ts';
import { BootValueError } from '../boot/scripts/allow-list.ts';
import { dhcpConfiguration, type DhcpKind, dhcpKinds } from './configuration.ts';
import type { DhcpInput } from './input.ts';
import { guessNetwork } from './network.ts';

const SEED = 20261124;
const directory = mkdtempSync(join(tmpdir(), 'basewright-dhcp-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const CHECKS: Readonly<Record<DhcpKind, (file: string) => readonly [string, ...string[]]>> = {
  dnsmasq: (file) => ['dnsmasq', '--test', '-C', file],
  'dnsmasq-proxy': (file) => ['dnsmasq', '--test', '-C', file],
  isc: (file) => ['dhcpd', '-t', '-cf', file, '-lf', join(directory, 'leases'), '-pf', join(directory, 'pid')],
  kea: (file) => ['kea-dhcp4', '-t', file],
};

/** What the server says of the text; empty when it takes it. */
function refusalOf(kind: DhcpKind, text: string): string {
  const file = join(directory, `${kind}.conf`);
  writeFileSync(file, text);
  const [program, ...args] = CHECKS[kind](file);
  const env = { ...process.env, PATH: [process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter), KEA_LOCKFILE_DIR: directory, KEA_PIDFILE_DIR: directory, KEA_LOGGER_DESTINATION: 'stderr' };
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env });
  return status === 0 ? '' : `${error?.message ?? ''}${stdout}${stderr}`;
}

const entry = (address: string, netmask: string) => ({ address, netmask, family: 'IPv4' as const, mac: '52:54:00:00:00:01', internal: false, cidr: null });
/** The card is called `lo` because kea-dhcp4 looks whether it is there. */
function input(bootUrl: string, address = '192.0.2.10', netmask = '255.255.255.0'): DhcpInput {
  return { bootUrl, target: 'centos9', network: guessNetwork(bootUrl, { lo: [entry(address, netmask)] }) };
}

const INPUTS: readonly (readonly [string, DhcpInput])[] = [
  ['an address and a port', input('http://192.0.2.10:8080')],
  ['port 80', input('http://192.0.2.10')],
  ['a host name', input('http://boot.example.com:8080')],
  ['a path before it', input('https://boot.example.com/basewright')],
  ['an IPv6 address', input('http://[2001:db8::10]:8080')],
  ['a large network', input('http://10.1.2.3:8080', '10.1.2.3', '255.255.0.0')],
  ['a small network', input('http://10.1.2.3:8080', '10.1.2.3', '255.255.255.248')],
  ['no network at all', { ...input('http://127.0.0.1:8080'), network: { ...guessNetwork('http://127.0.0.1:8080', {}), interface: 'lo' } }],
];

for (const kind of dhcpKinds) {
  describe(`the configuration for ${kind}`, () => {
    for (const [name, given] of INPUTS) {
      it(`is accepted for ${name}`, () => assert.equal(refusalOf(kind, dhcpConfiguration(kind, given)), ''));
    }

    it('sends every kind of machine to its boot loader', () => {
      const text = dhcpConfiguration(kind, input('http://192.0.2.10:8080')).replace(/^\s*#.*$/gm, '');
      for (const file of ['undionly.kpxe', 'snponly-x86_64.efi', 'snponly-arm64.efi', 'http://192.0.2.10:8080/boot/ipxe', 'http://192.0.2.10:8080/boot/efi/centos9/BOOTX64.EFI', 'http://192.0.2.10:8080/boot/efi/centos9/BOOTAA64.EFI']) {
        assert.ok(text.includes(file), file);
      }
    });
  });
}

it('the check of this test notices a broken configuration', () => {
  for (const kind of dhcpKinds) assert.notEqual(refusalOf(kind, `${dhcpConfiguration(kind, input('http://192.0.2.10:8080'))}\nnonsense {`), '', kind);
});

describe('what must be looked at', () => {
  it('is told for a host name, https and a guessed network', () => {
    const notes = dhcpConfiguration('isc', input('https://boot.example.com'));
    for (const note of ['CHECK the DNS server: machines must be able to look up boot.example.com.', 'CHECK https:', 'lo (192.0.2.10) is a guess']) assert.ok(notes.includes(note), note);
  });

  it('is only the range where the boot URL names an address of this server', () => {
    const notes = dhcpConfiguration('dnsmasq', input('http://192.0.2.10:8080'));
    assert.ok(notes.includes('CHECK the address range 192.0.2.100 to 192.0.2.199'));
    assert.ok(!notes.includes('guess'));
  });
});

describe('hostile values', () => {
  it('are refused, and what is written holds nothing else', () => {
    const word = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.stringMatching(/^[A-Za-z0-9._%+=,-]{1,8}$/));
    fc.assert(fc.property(word, fc.constantFrom(...dhcpKinds), fc.constantFrom(...targetIds), (text, kind, target) => {
      const plain = input('http://192.0.2.10:8080');
      const isPlain = /^[A-Za-z0-9._:/@%+=,[\]-]+$/.test(text) && !/[\n\r]/.test(text);
      const given: DhcpInput = { bootUrl: `http://192.0.2.10/${text}`, target, network: { ...plain.network, interface: text } };
      if (isPlain) assert.ok(dhcpConfiguration(kind, given).includes(`http://192.0.2.10/${text}/boot/ipxe`));
      else assert.throws(() => dhcpConfiguration(kind, given), BootValueError);
    }), { seed: SEED, numRuns: 1000 });
  });
});

describe('the network', () => {
  it('is the one of the boot URL\'s address', () => {
    const found = guessNetwork('http://10.1.2.3:8080', { eth0: [entry('192.0.2.10', '255.255.255.0')], eth1: [entry('10.1.2.3', '255.255.0.0')] });
    assert.deepEqual(found, { interface: 'eth1', address: '10.1.2.3', network: '10.1.0.0', netmask: '255.255.0.0', prefix: 16, first: '10.1.2.100', last: '10.1.2.199', source: 'own' });
  });

  it('is never one without room for machines', () => {
    const { source } = guessNetwork('http://10.1.2.3', { lo: [{ ...entry('127.0.0.1', '255.0.0.0'), internal: true }], wg0: [entry('10.1.2.3', '255.255.255.255')], tun0: [entry('10.9.9.1', '255.255.255.254')] });
    assert.equal(source, 'example');
  });

  it('gives away no address of the server, nor of the network itself', () => {
    const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 1, max: 29 }), (own, prefix) => {
      const text = (value: number) => [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');
      const size = 2 ** (32 - prefix);
      const network = Math.floor(own / size) * size;
      fc.pre(own !== network && own !== network + size - 1);
      const found = guessNetwork(`http://${text(own)}`, { eth0: [entry(text(own), text(2 ** 32 - size))] });
      const [first, last] = [number(found.first), number(found.last)];
      assert.ok(first <= last && first > network && last < network + size - 1, JSON.stringify(found));
      assert.ok(own < first || own > last, JSON.stringify(found));
    }), { seed: SEED, numRuns: 2000 });
  });
});
