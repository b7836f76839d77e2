// SPDX-License-Identifier: GPL-2.0-or-later
// The words around network interfaces.

export const WORDS = {
  host: 'Host name',
  interfaces: 'Interfaces',
  interface: 'Interface',
  add: 'Add an interface',
  remove: 'Remove',
  kinds: [
    { value: 'ethernet', label: 'Network card' },
    { value: 'bond', label: 'Bond of several cards' },
    { value: 'vlan', label: 'VLAN on a card or bond' },
    { value: 'bridge', label: 'Bridge' },
  ],
  ports: 'Ports',
  ipv4: [
    { value: 'dhcp', label: 'DHCP' },
    { value: 'static', label: 'Static address' },
    { value: 'disabled', label: 'Off' },
  ],
  ipv6: [
    { value: 'auto', label: 'Automatic (router)' },
    { value: 'dhcp', label: 'DHCPv6' },
    { value: 'static', label: 'Static address' },
    { value: 'disabled', label: 'Off' },
  ],
} as const;
