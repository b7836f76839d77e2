// SPDX-License-Identifier: GPL-2.0-or-later
// The words of a host's page.

export const TEXT = {
  readFailed: 'The host could not be read',
  notThere: 'There is no such host',
  notThereText: 'It may have been deleted, or the address is mistyped.',
  toHosts: 'Go to the hosts',
  state: 'Installation',
  boot: 'Addresses on the boot plane',
  bootText: 'Where the machine asks for its kickstart, by any of its cards: give one to the installer as inst.ks=. Answered only while the host is armed.',
  bootUrl: (mac: string) => `Kickstart address for ${mac}`,
  copy: 'Copy',
  copied: 'Copied',
  kickstart: 'Kickstart',
  kickstartText: 'Exactly what the machine would get now, with secrets masked.',
  expires: 'Armed until',
  expired: 'The time was over',
  profile: 'Profile',
  macs: 'MAC addresses',
  hostname: 'Host name',
  disk: 'Disk that is erased',
  kernelArguments: 'Kernel arguments of its own',
  interfaces: 'Network interfaces of its own',
  fromProfile: 'from the profile',
  ofHost: 'of this host',
} as const;
