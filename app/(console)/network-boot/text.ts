// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the page about network boot.

export const TEXT = {
  title: 'Network boot',
  description: 'How machines come to Basewright when they start.',
  how: 'How it works',
  steps: [
    'A machine that boots from the network asks the DHCP server of its network, which sends it here.',
    'Basewright looks up the machine by the MAC address of the card it booted from.',
    'An armed host gets its installer and its own kickstart, once. Every other host boots from its local disk.',
    'A machine that no host stands for sees a menu, boots from its local disk after ten seconds, and appears among the discovered machines.',
  ],
  loopbackTitle: 'Machines cannot reach Basewright',
  loopbackText: (url: string) => `The boot URL is ${url}, an address that means "this machine" on every machine. Set BASEWRIGHT_BOOT_URL to an address of this server on the machines\u2019 network, and start Basewright again.`,
  dhcp: 'Configuration of the DHCP server',
  dhcpText: 'Choose the server that gives addresses on the machines\u2019 network. The text is complete and made with this installation\u2019s addresses; look at the lines marked CHECK before you use it.',
  kind: 'DHCP server',
  kinds: { dnsmasq: 'dnsmasq', 'dnsmasq-proxy': 'dnsmasq beside another server', isc: 'ISC dhcpd', kea: 'Kea' },
  kindTexts: {
    dnsmasq: 'dnsmasq gives the addresses and the boot files: right for a network that has no DHCP server yet.',
    'dnsmasq-proxy': 'proxyDHCP: the DHCP server that is there stays as it is; dnsmasq only adds what to boot.',
    isc: 'For ISC dhcpd 4.4. The boot files come from a TFTP server of their own.',
    kea: 'For Kea 2.2 and later. The boot files come from a TFTP server of their own.',
  },
  target: 'Boot loader of',
  targetText: 'Machines with UEFI HTTP boot load shim and GRUB of this distribution. With Secure Boot it must be the one that you install; its installer tree must be registered.',
  configurationLabel: (kind: string) => `Configuration for ${kind}`,
  copy: 'Copy',
  copied: 'The configuration was copied',
  copyFailed: 'The browser did not allow copying',
  copyFailedText: 'Browsers allow it only on https or localhost. Download the file instead, or select the text.',
  download: 'Download',
  addresses: 'Addresses',
  addressesText: 'What to enter where another tool or a boot menu asks for it.',
  copyAddress: 'Copy',
  copiedAddress: 'Copied',
  ipxe: 'iPXE',
  ipxeText: 'What iPXE loads: the boot file for a client that is iPXE already.',
  grub: 'GRUB',
  grubText: 'Configuration for GRUB, the same for every machine: put it beside GRUB on a TFTP server.',
  http: 'UEFI HTTP boot, x86-64',
  httpArm: 'UEFI HTTP boot, arm64',
  httpText: 'Boot address for the firmware\u2019s setup or a Redfish controller, with Secure Boot too.',
  kickstart: 'Installer booted by hand',
  kickstartText: 'Add it to the installer\u2019s kernel arguments: the machine is known by the MAC addresses it sends.',
} as const;

/** The DHCP servers that the page can show a configuration for. */
export type ShownKind = keyof typeof TEXT.kinds;
