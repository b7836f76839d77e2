// SPDX-License-Identifier: GPL-2.0-or-later
// dnsmasq as DHCP and TFTP server, or beside a DHCP server that stays as it is (proxyDHCP).
import { checkNotes, efiUrl, HTTP, ipxeUrl, PXE, tftpNotes } from './boot-files.ts';
import type { DhcpInput } from './input.ts';

const comment = (line: string): string => (line === '' ? '#' : `# ${line}`);

/** Tags by what a client says of itself. */
function tags(): string[] {
  return [
    '# Who asks: iPXE sends its own option 175, firmware its architecture (option 93).',
    'dhcp-match=set:ipxe,175',
    ...PXE.flatMap(({ name, architectures }) => architectures.map((architecture) => `dhcp-match=set:${name},option:client-arch,${architecture}`)),
    ...HTTP.flatMap(({ name, architecture }) => [`dhcp-match=set:${name},option:client-arch,${architecture}`, `dhcp-match=set:http,option:client-arch,${architecture}`]),
  ];
}

/**
 * What iPXE and HTTP clients load.
 * @param server what follows the URL: in proxyDHCP the address of this server, without which iPXE takes the answer for incomplete
 */
function byHttp(input: DhcpInput, server = ''): string[] {
  return [
    '# iPXE asks Basewright what its machine shall do.',
    `dhcp-boot=tag:ipxe,${ipxeUrl(input)}${server}`,
    '',
    '# UEFI firmware that boots by HTTP, with and without Secure Boot: shim and GRUB out of the installer tree.',
    '# It takes only an answer that says HTTPClient, as it does itself.',
    'dhcp-option-force=tag:http,tag:!ipxe,60,HTTPClient',
    ...HTTP.map(({ name, shim }) => `dhcp-boot=tag:${name},tag:!ipxe,${efiUrl(input, shim)}${server}`),
  ];
}

/** Full DHCP server with TFTP. */
export function dnsmasqConfiguration(input: DhcpInput): string {
  const { network } = input;
  return [
    '# Basewright: dnsmasq as DHCP and TFTP server for machines that boot from the network.',
    '# Put it into /etc/dnsmasq.d/basewright.conf, and check it with: dnsmasq --test',
    ...checkNotes(input).map(comment),
    '',
    '# No DNS server: only DHCP and TFTP.',
    'port=0',
    `interface=${network.interface}`,
    'bind-interfaces',
    '',
    '# CHECK: the addresses for machines. There must be no other DHCP server on this network; if there is one, use the',
    '# proxyDHCP configuration instead, or give these answers from that server.',
    `dhcp-range=${network.first},${network.last},${network.netmask},1h`,
    '# CHECK: without a line for the router dnsmasq names itself; without one for DNS it names none.',
    `#dhcp-option=option:router,${network.address}`,
    `#dhcp-option=option:dns-server,${network.address}`,
    '',
    ...tags(),
    '',
    ...byHttp(input),
    '',
    '# Firmware that boots by PXE: iPXE, by TFTP.',
    ...PXE.map(({ name, file }) => `dhcp-boot=tag:${name},tag:!ipxe,${file}`),
    '# With Secure Boot, instead of the UEFI lines above: shim and GRUB, by TFTP.',
    ...PXE.flatMap(({ name, shim }) => (shim === undefined ? [] : [`#dhcp-boot=tag:${name},tag:!ipxe,${shim}`])),
    '',
    'enable-tftp',
    'tftp-root=/srv/tftp',
    ...tftpNotes(input).map(comment),
    '',
  ].join('\n');
}

/** proxyDHCP: another server gives the addresses, dnsmasq adds what to load. */
export function dnsmasqProxyConfiguration(input: DhcpInput): string {
  const { network } = input;
  const service = (tag: string, name: string, file: string): string => `pxe-service=${tag},${name},"Basewright",${file}`;
  return [
    '# Basewright: dnsmasq beside a DHCP server that stays as it is (proxyDHCP). It gives no addresses.',
    '# Put it into /etc/dnsmasq.d/basewright.conf, and check it with: dnsmasq --test',
    ...checkNotes(input).filter((note) => network.source !== 'own' || !note.startsWith('CHECK the address range')).map(comment),
    '# CHECK the other server: it must name neither a boot file nor a next server, and must not run on this machine.',
    '',
    '# No DNS server: only DHCP and TFTP.',
    'port=0',
    `interface=${network.interface}`,
    'bind-interfaces',
    '',
    '# The network on which it adds to the answers of the other server.',
    `dhcp-range=${network.network},proxy,${network.netmask}`,
    '# UEFI HTTP clients are answered like PXE clients.',
    'dhcp-pxe-vendor=PXEClient,HTTPClient',
    '',
    ...tags(),
    '',
    ...byHttp(input, `,,${network.address}`),
    '',
    '# Firmware that boots by PXE: iPXE, by TFTP.',
    ...PXE.flatMap(({ services, file }) => services.map((name) => service('tag:!ipxe', name, file))),
    '# With Secure Boot, instead of the EFI lines above: shim and GRUB, by TFTP.',
    ...PXE.flatMap(({ services, shim }) => (shim === undefined ? [] : services.map((name) => `#${service('tag:!ipxe', name, shim)}`))),
    '',
    'enable-tftp',
    'tftp-root=/srv/tftp',
    ...tftpNotes(input).map(comment),
    '',
  ].join('\n');
}
