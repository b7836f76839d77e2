// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the storage step: disk, volumes, picture.

export const WORDS = {
  disk: 'Disk',
  erased: 'Everything on this disk will be erased.',
  by: [
    { value: 'id', label: 'Stable name (by-id)', description: 'Names maker, model and serial number.' },
    { value: 'wwn', label: 'World Wide Name', description: 'SAS, Fibre Channel and NVMe disks have one.' },
    { value: 'serial', label: 'Serial number' },
    { value: 'device', label: 'Device name', description: 'Simple, but it may mean another disk at the next start.' },
    { value: 'size', label: 'A rule by size', description: 'For many machines of different make.' },
  ],
  pick: [
    { value: 'smallest', label: 'smallest disk' },
    { value: 'largest', label: 'largest disk' },
  ],
  volumes: 'Volumes',
  presets: [
    { value: 'nist', label: 'oVirt NIST', description: 'A volume for every path that imgbased wants.' },
    { value: 'minimal', label: 'Minimal', description: 'Only /var; goes with missing volumes left out.' },
    { value: 'custom', label: 'Custom', description: 'Your own list.' },
  ],
  fstypes: [{ value: 'xfs', label: 'xfs' }, { value: 'ext4', label: 'ext4' }],
  boot: [
    { value: 'reqpart', label: '1 GiB, made by the installer' },
    { value: 'part', label: 'A size and file system of your own' },
  ],
  root: 'Root volume',
  encryption: 'Encryption',
  kept: 'A passphrase is set. It stays as it is unless you type another.',
  change: 'Change the passphrase',
  volume: 'Volume',
  add: 'Add a volume',
  remove: 'Remove the volume',
  actions: 'Actions',
  windows: [
    { value: 'never', label: 'Never', description: 'A person reboots it, here or on the node.' },
    { value: 'any', label: 'As soon as the new layer is there' },
    { value: 'window', label: 'In a maintenance window', description: 'Days and times by the node\'s own clock. A window that ends before it begins passes midnight.' },
  ],
  windowTimes: 'Days and times of the maintenance window',
  picture: {
    title: 'How the disk will look',
    free: 'reserve',
    boot: '/boot',
    firmware: 'firmware',
    swap: 'swap',
    pool: 'Thin pool',
    rest: 'the rest of the disk',
    promised: 'Promised to volumes',
    unknown: 'Give the size of the disk above to see it to scale.',
    fits: (share: number) => `The volumes may grow to ${share} % of the pool.`,
    over: (share: number) => `Over-committed: the volumes may grow to ${share} % of the pool. A full pool stops every volume.`,
    layers: 'Each further layer takes from the same pool what it changes.',
    description: 'From disk to volumes',
  },
} as const;
