// SPDX-License-Identifier: GPL-2.0-or-later
// What the tests of the boot scripts are about: one machine, its profile, and where its installer is.
import { Host } from '#kickstart/profile/host.ts';
import { Profile, type ProfileInput } from '#kickstart/profile/profile.ts';
import type { InstallerInput } from './installer-arguments.ts';

export const BOOT_URL = 'http://192.0.2.10:8080';
export const MAC = '52:54:00:12:34:56';
export const TOKEN = 'A'.repeat(43);

const PROFILE: ProfileInput = {
  id: 'edge', title: 'Edge nodes', target: 'centos9',
  image: { url: 'http://images.example.com/node.squashfs', checksum: 'a'.repeat(64) },
  storage: { disk: { by: 'device', device: 'sda' } },
};

/** A machine to install; `profile` and `overrides` are laid over a plain one. */
export function installerInput(profile: Partial<ProfileInput> = {}, overrides: object = {}): InstallerInput {
  return {
    bootUrl: BOOT_URL, mac: MAC, token: TOKEN, stage2: `${BOOT_URL}/trees/centos9`,
    profile: Profile.parse({ ...PROFILE, ...profile }),
    host: Host.parse({ hostname: 'node1.example.com', macs: [MAC], profile: 'edge', overrides }),
  };
}

/** The same as the scripts take it. */
export const installerBoot = {
  bootUrl: BOOT_URL, host: 'node1.example.com',
  kernel: `${BOOT_URL}/trees/centos9/images/pxeboot/vmlinuz`, initrd: `${BOOT_URL}/trees/centos9/images/pxeboot/initrd.img`,
  arguments: ['inst.stage2=http://192.0.2.10:8080/trees/centos9', 'console=ttyS0,115200n8'],
} as const;
