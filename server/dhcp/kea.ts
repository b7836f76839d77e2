// SPDX-License-Identifier: GPL-2.0-or-later
// Kea 2.2 (kea-dhcp4): JSON with comments.
import { checkNotes, efiUrl, HTTP, ipxeUrl, PXE, tftpNotes } from './boot-files.ts';
import type { DhcpInput } from './input.ts';

const comment = (line: string): string => (line === '' ? '#' : `# ${line}`);
const text = (value: string): string => JSON.stringify(value);
const architecture = (value: number): string => `option[93].hex == 0x${value.toString(16).padStart(4, '0')}`;

/** Lines of one class. iPXE on UEFI sends the architecture too: the other classes leave it out. */
function clientClass(name: string, test: string, lines: readonly string[], isLast = false): string[] {
  return ['      {', `        "name": ${text(`basewright-${name}`)},`, `        "test": ${text(test)},`, ...lines.map((line) => `        ${line}`), `      }${isLast ? '' : ','}`];
}

function classes(input: DhcpInput): string[] {
  const notIpxe = (values: readonly number[]): string => `not member('basewright-ipxe') and (${values.map(architecture).join(' or ')})`;
  return [
    '      # iPXE, which sends its own option 175, asks Basewright what its machine shall do.',
    ...clientClass('ipxe', 'option[175].exists', [`"boot-file-name": ${text(ipxeUrl(input))}`]),
    '      # UEFI firmware that boots by HTTP, with and without Secure Boot: shim and GRUB out of the installer tree.',
    '      # It takes only an answer that says HTTPClient, as it does itself.',
    ...HTTP.flatMap(({ name, architecture: value, shim }) => clientClass(name, notIpxe([value]), [
      '"option-data": [ { "name": "vendor-class-identifier", "data": "HTTPClient", "always-send": true } ],',
      `"boot-file-name": ${text(efiUrl(input, shim))}`,
    ])),
    '      # Firmware that boots by PXE: iPXE, by TFTP.',
    ...PXE.flatMap(({ name, architectures, file, shim }, index) => clientClass(name, notIpxe(architectures), [
      ...(shim === undefined ? [] : [`# With Secure Boot instead: "boot-file-name": ${text(shim)}`]),
      `"boot-file-name": ${text(file)}`,
    ], index === PXE.length - 1)),
  ];
}

/** A whole kea-dhcp4.conf. */
export function keaConfiguration(input: DhcpInput): string {
  const { network } = input;
  return [
    '# Basewright: Kea 2.2 for machines that boot from the network.',
    '# Put it into /etc/kea/kea-dhcp4.conf, or take the classes into your own configuration. Check it with: kea-dhcp4 -t FILE',
    ...checkNotes(input).map(comment),
    '{',
    '  "Dhcp4": {',
    `    "interfaces-config": { "interfaces": [ ${text(network.interface)} ] },`,
    '    "lease-database": { "type": "memfile", "persist": true },',
    '    "valid-lifetime": 3600,',
    '',
    '    "client-classes": [',
    ...classes(input),
    '    ],',
    '',
    '    "subnet4": [',
    '      {',
    '        "id": 1,',
    `        "subnet": ${text(`${network.network}/${network.prefix}`)},`,
    '        # CHECK: the addresses for machines.',
    `        "pools": [ { "pool": ${text(`${network.first} - ${network.last}`)} } ],`,
    '        # CHECK: router and DNS server of this network.',
    '        #"option-data": [',
    `        #  { "name": "routers", "data": ${text(network.address)} },`,
    `        #  { "name": "domain-name-servers", "data": ${text(network.address)} }`,
    '        #],',
    '        # CHECK: the TFTP server; a package for one is tftpd-hpa (Debian) or tftp-server (Fedora, Enterprise Linux).',
    `        "next-server": ${text(network.address)}`,
    '      }',
    '    ]',
    '  }',
    '}',
    ...tftpNotes(input).map(comment),
    '',
  ].join('\n');
}
