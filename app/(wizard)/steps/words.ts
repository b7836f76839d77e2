// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the steps that are not a field's own: headings, choices, buttons.

export const WORDS = {
  profile: 'Name of the profile',
  target: 'Target',
  image: 'Image',
  more: 'More about the download',
  ready: { title: 'oVirt Node 4.5', text: 'Enterprise Linux 9 with the NIST volumes and the layout step.' },
  other: { title: 'Another distribution', text: 'CentOS Stream, RHEL, AlmaLinux, Rocky Linux or Fedora.' },
  families: { centos: 'CentOS Stream', rhel: 'Red Hat Enterprise Linux', alma: 'AlmaLinux', rocky: 'Rocky Linux', fedora: 'Fedora' },
  boot: 'Boot and swap',
  pool: 'Volume group and pool',
  layout: 'Layout',
  nodeStorage: [
    { value: 'full', label: 'imgbased makes them', description: 'They are mounted only when the node boots; what the installer writes there is hidden then.' },
    { value: 'minimal', label: 'They are left out', description: 'The installer must be booted with node_storage=minimal.' },
  ],
  ntp: [
    { value: 'default', label: 'The distribution\'s own' },
    { value: 'servers', label: 'These servers' },
    { value: 'off', label: 'None' },
  ],
  keyboard: 'Keyboard layout',
  addKeyboard: 'Add a keyboard layout',
  removeKeyboard: 'Remove keyboard layout',
  time: 'Time',
  language: 'Language and keyboard',
  firewall: 'Firewall and SELinux',
  units: 'Services',
  selinux: [
    { value: 'enforcing', label: 'Enforcing', description: 'The policy is applied. What nodes are made for.' },
    { value: 'permissive', label: 'Permissive', description: 'Violations are only logged.' },
    { value: 'disabled', label: 'Disabled', description: 'Layers are not labelled; turning SELinux on later needs a full relabel.' },
  ],
  finish: 'Finish',
  action: [
    { value: 'reboot', label: 'Reboot' },
    { value: 'poweroff', label: 'Power off' },
    { value: 'halt', label: 'Halt' },
  ],
  display: [
    { value: 'text', label: 'Text' },
    { value: 'cmdline', label: 'Command line' },
    { value: 'graphical', label: 'Graphical' },
  ],
  kdump: [
    { value: 'default', label: 'As the distribution does' },
    { value: 'enabled', label: 'On' },
    { value: 'disabled', label: 'Off' },
  ],
  extra: 'Kept from the import',
} as const;
