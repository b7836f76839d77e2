// SPDX-License-Identifier: GPL-2.0-or-later
// ISC dhcpd 4.4.
import { checkNotes, efiUrl, HTTP, ipxeUrl, PXE, tftpNotes } from './boot-files.ts';
import type { DhcpInput } from './input.ts';

const comment = (line: string): string => (line === '' ? '#' : `# ${line}`);
const architecture = (value: number): string => `option basewright-architecture = 00:${value.toString(16).padStart(2, '0')}`;

function httpCase({ architecture: value, shim }: (typeof HTTP)[number], input: DhcpInput): string[] {
  return [
    `  } elsif ${architecture(value)} {`,
    '    option vendor-class-identifier "HTTPClient";',
    `    filename "${efiUrl(input, shim)}";`,
  ];
}

function pxeCase({ architectures, file, shim }: (typeof PXE)[number]): string[] {
  return [
    `  } elsif ${architectures.map(architecture).join(' or ')} {`,
    `    filename "${file}";`,
    ...(shim === undefined ? [] : [`    # With Secure Boot instead: filename "${shim}";`]),
  ];
}

/** A whole dhcpd.conf. */
export function iscConfiguration(input: DhcpInput): string {
  const { network } = input;
  return [
    '# Basewright: ISC dhcpd 4.4 for machines that boot from the network.',
    '# Put it into /etc/dhcp/dhcpd.conf, or take the option definitions and the "if" into your own subnet. Check it with: dhcpd -t',
    ...checkNotes(input).map(comment),
    '',
    '# Who asks: iPXE sends its own option 175, firmware its architecture (option 93).',
    'option basewright-ipxe code 175 = string;',
    'option basewright-architecture code 93 = unsigned integer 16;',
    '',
    `subnet ${network.network} netmask ${network.netmask} {`,
    '  # CHECK: the addresses for machines.',
    `  range ${network.first} ${network.last};`,
    '  default-lease-time 3600;',
    '  # CHECK: router and DNS server of this network.',
    `  #option routers ${network.address};`,
    `  #option domain-name-servers ${network.address};`,
    '',
    '  # CHECK: the TFTP server; a package for one is tftpd-hpa (Debian) or tftp-server (Fedora, Enterprise Linux).',
    `  next-server ${network.address};`,
    '',
    '  # iPXE asks Basewright what its machine shall do. UEFI firmware that boots by HTTP loads shim and GRUB out of the installer',
    '  # tree, and takes only an answer that says HTTPClient, as it does itself. Firmware that boots by PXE loads iPXE by TFTP.',
    '  if exists basewright-ipxe {',
    `    filename "${ipxeUrl(input)}";`,
    ...HTTP.flatMap((firmware) => httpCase(firmware, input)),
    ...PXE.flatMap(pxeCase),
    '  }',
    '}',
    '',
    ...tftpNotes(input).map(comment),
    '',
  ].join('\n');
}
