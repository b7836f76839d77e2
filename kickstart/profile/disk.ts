// SPDX-License-Identifier: GPL-2.0-or-later
// How a profile or a host names the one disk that is erased and installed on.
import { z } from 'zod';

const GiB = z.int('Write a whole number of GiB.').min(1, 'Write at least 1 GiB.').max(1_000_000, 'No disk is that large.');
const withoutPrefix = (prefix: string) => (value: string) => (value.startsWith(prefix) ? value.slice(prefix.length) : value);

const WWN = /^(0x[0-9a-f]{16}([0-9a-f]{16})?|eui\.[0-9a-f]{16}([0-9a-f]{16})?)$/;

/** The World Wide Name that a name of /dev/disk/by-id is made of, or undefined. One disk has one spelling, so that documents can be compared. */
export function wwnOf(id: string): string | undefined {
  const wwn = id.startsWith("wwn-0x") ? id.slice('wwn-'.length) : id.startsWith("nvme-eui.") ? id.slice('nvme-'.length) : '';
  return WWN.test(wwn) ? wwn : undefined;
}

/** The disk to erase. `id`, `wwn` and `serial` stay the same over reboots; `device` names may change; `size` is a rule that must match exactly one disk. */
export const Disk = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('id'),
    id: z.string().trim().transform(withoutPrefix('/dev/disk/by-id/'))
      .pipe(z.string().max(200, 'This name is too long for a disk.').regex(/^[A-Za-z0-9][A-Za-z0-9._:+-]*$/, 'Write the name as in /dev/disk/by-id, for example ata-SAMSUNG_MZ7L3960_S6ESNE0T123456.')
        .refine((id) => !/-part[0-9]+$/.test(id), 'This names a partition; leave out "-part1" at the end.')
        .refine((id) => wwnOf(id) === undefined, 'This is the World Wide Name of the disk; choose "by WWN" and write what follows "wwn-" or "nvme-".')),
  }),
  z.strictObject({
    by: z.literal('wwn'),
    wwn: z.string().trim().toLowerCase().regex(WWN, 'Write the World Wide Name, for example 0x5000c500a1b2c3d4, or eui.… for NVMe.'),
  }),
  z.strictObject({ by: z.literal('serial'), serial: z.string().trim().regex(/^[A-Za-z0-9._-]{1,64}$/, 'Write the serial number as `lsblk -o SERIAL` shows it.') }),
  z.strictObject({
    by: z.literal('device'),
    device: z.string().trim().transform(withoutPrefix('/dev/'))
      .pipe(z.string().regex(/^([a-z][a-z0-9]{1,31}|mapper\/[A-Za-z0-9._-]{1,64})$/, 'Write a device name, for example sda, nvme0n1 or mapper/mpatha.')
        .refine((device) => !/^(sd[a-z]+|vd[a-z]+|xvd[a-z]+|hd[a-z]+)[0-9]+$|^(nvme[0-9]+n[0-9]+|mmcblk[0-9]+)p[0-9]+$/.test(device), 'This names a partition; name the whole disk.')),
  }),
  z.strictObject({ by: z.literal('size'), pick: z.enum(['smallest', 'largest']), min: GiB.optional(), max: GiB.optional() })
    .refine((rule) => rule.min === undefined || rule.max === undefined || rule.min <= rule.max, { path: ['max'], message: 'The upper limit must not be below the lower one.' }),
], 'Say how the disk is found.');
export type Disk = z.infer<typeof Disk>;

/** The name that kickstart commands take for the disk, or undefined when only the machine itself can find it (`serial`, `size`). */
export function diskSpec(disk: Disk): string | undefined {
  switch (disk.by) {
    case 'id': return `disk/by-id/${disk.id}`;
    case 'wwn': return disk.wwn.startsWith('eui.') ? `disk/by-id/nvme-${disk.wwn}` : `disk/by-id/wwn-${disk.wwn}`;
    case 'device': return disk.device;
    case 'serial': case 'size': return undefined;
  }
}

/** The disk in words for a person who is about to erase it. */
export function describeDisk(disk: Disk): string {
  switch (disk.by) {
    case 'id': return `disk ${disk.id}`;
    case 'wwn': return `the disk with WWN ${disk.wwn}`;
    case 'serial': return `the disk with serial number ${disk.serial}`;
    case 'device': return `disk ${disk.device}`;
    case 'size': {
      const limits = [disk.min === undefined ? '' : ` of at least ${disk.min} GiB`, disk.max === undefined ? '' : ` of at most ${disk.max} GiB`];
      return `the ${disk.pick} disk${limits.filter(Boolean).join(' and')}`;
    }
  }
}
