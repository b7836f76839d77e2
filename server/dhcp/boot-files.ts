// SPDX-License-Identifier: GPL-2.0-or-later
// Which file a machine is told to load, by its architecture (DHCP option 93), and where the files of the TFTP directory come from.
import { SHIM } from '../boot/scripts/efi-files.ts';
import type { DhcpInput } from './input.ts';

/** A kind of firmware that boots from the network by itself. */
export type Firmware = {
  /** Name of a class or tag in the configurations. */
  readonly name: string;
  readonly label: string;
  /** Values of option 93 (processor architecture types of the IANA registry for DHCPv6, used by DHCPv4 alike). */
  readonly architectures: readonly number[];
  /** Name in the TFTP directory. */
  readonly file: string;
  /** The same for Secure Boot, where there is one. */
  readonly shim?: string;
  /** dnsmasq's names of the architectures, for its PXE service. */
  readonly services: readonly string[];
};

/** Firmware that loads a file by TFTP. 7 is what UEFI on x86-64 sends, 9 what some send instead. */
export const PXE: readonly Firmware[] = [
  { name: 'bios', label: 'BIOS', architectures: [0], file: 'undionly.kpxe', services: ['x86PC'] },
  { name: 'efi-x64', label: 'UEFI on x86-64', architectures: [7, 9], file: 'snponly-x86_64.efi', shim: SHIM.x64, services: ['x86-64_EFI', 'BC_EFI'] },
  { name: 'efi-arm64', label: 'UEFI on arm64', architectures: [11], file: 'snponly-arm64.efi', shim: SHIM.arm64, services: ['ARM64_EFI'] },
];

/** Firmware that loads a file by HTTP: it names itself "HTTPClient" in option 60, and wants to read the same in the answer. */
export const HTTP = [
  { name: 'http-x64', label: 'UEFI HTTP boot on x86-64', architecture: 16, shim: SHIM.x64 },
  { name: 'http-arm64', label: 'UEFI HTTP boot on arm64', architecture: 19, shim: SHIM.arm64 },
] as const;

/** What iPXE loads: it tells itself apart from the firmware by its own option 175. */
export const ipxeUrl = ({ bootUrl }: DhcpInput): string => `${bootUrl}/boot/ipxe`;

/** A boot loader out of the installer tree of the chosen target. */
export const efiUrl = ({ bootUrl, target }: DhcpInput, file: string): string => `${bootUrl}/boot/efi/${target}/${file}`;

/** Comment lines: which files must be in the TFTP directory, and where they are to be had. */
export function tftpNotes(input: DhcpInput): string[] {
  const loaders = ['BOOTX64.EFI', 'grubx64.efi', 'BOOTAA64.EFI', 'grubaa64.efi'];
  return [
    'Files for the TFTP directory (/srv/tftp here; Fedora and Enterprise Linux use /var/lib/tftpboot):',
    '  undionly.kpxe       Debian: package ipxe, /usr/lib/ipxe/undionly.kpxe',
    '                      Fedora, Enterprise Linux: package ipxe-bootimgs-x86, /usr/share/ipxe/undionly.kpxe',
    '  snponly-x86_64.efi  Debian: package ipxe, /usr/lib/ipxe/snponly.efi',
    '                      Fedora, Enterprise Linux: package ipxe-bootimgs-x86, /usr/share/ipxe/ipxe-snponly-x86_64.efi',
    '  snponly-arm64.efi   Fedora, Enterprise Linux: package ipxe-bootimgs-aarch64, /usr/share/ipxe/arm64-efi/snponly.efi',
    'With Secure Boot firmware refuses iPXE, which the distributions do not sign. Use shim and GRUB of the distribution that',
    'you install: of another one they would refuse its kernel. Basewright serves them out of its installer tree:',
    ...loaders.map((file) => `  curl -fo /srv/tftp/${file} ${efiUrl(input, file)}`),
    `  curl -fo /srv/tftp/grub.cfg ${input.bootUrl}/boot/grub.cfg`,
  ];
}

/** Comment lines: what the admin must look at, since nothing in this server can tell. */
export function checkNotes({ bootUrl, network }: DhcpInput): string[] {
  const { protocol, hostname } = new URL(bootUrl);
  const sources = {
    own: `CHECK the address range ${network.first} to ${network.last}: no other machine or DHCP server may use these addresses.`,
    guess: `CHECK network, interface and range: the boot URL names no address of this server, so ${network.interface} (${network.address}) is a guess.`,
    example: 'CHECK network, interface and range: this server has no network of its own, so these are example addresses.',
  } as const;
  const isName = !/^[0-9.]+$/.test(hostname) && !hostname.startsWith('[');
  return [
    sources[network.source],
    ...(isName ? [`CHECK the DNS server: machines must be able to look up ${hostname}.`] : []),
    ...(hostname.startsWith('[') ? ['CHECK IPv6: the boot URL is an IPv6 address, which machines need beside the IPv4 address that they get from here.'] : []),
    ...(protocol === 'https:' ? ['CHECK https: Debian\'s iPXE and most GRUBs speak only http, and firmware needs the certificate enrolled.'] : []),
  ];
}
