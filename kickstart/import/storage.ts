// SPDX-License-Identifier: GPL-2.0-or-later
// Everything about disks -> slice `storage`: one disk, one volume group with a thin pool; other partitionings are replaced, and said so.
import type { z } from 'zod';
import { presetOf, presetVolumes, Volume, type Storage } from '../profile/storage.ts';
import type { Context } from './context.ts';
import { readDisk } from './disk.ts';
import { readPartitions } from './partitions.ts';

type StorageInput = z.input<typeof Storage>;

const IMPOSSIBLE = ['raid', 'btrfs', 'mount', 'stratispool', 'stratisfs'] as const;
export const storageCommands = ['ignoredisk', 'zerombr', 'clearpart', 'reqpart', 'part', 'partition', 'volgroup', 'logvol', 'autopart', ...IMPOSSIBLE] as const;

/** autopart: the volumes are the preset's; thinp means nearly that, other types are replaced. */
function readAutopart(context: Context): Partial<StorageInput> | undefined {
  const { ledger } = context;
  const autopart = context.one('autopart');
  if (!autopart.present) return undefined;
  const type = autopart.flag('--nolvm') ? 'plain' : (autopart.text('--type') ?? 'lvm');
  const fstype = autopart.text('--fstype');
  const passphrase = autopart.text('--passphrase');
  const encrypted = autopart.flag('--encrypted');
  const noSwap = autopart.flag('--noswap');
  const noHome = autopart.flag('--nohome');
  const version = autopart.text('--luks-version');
  autopart.settle(ledger, { '--noboot': 'a node needs a /boot of its own.', '--hibernation': 'the size of swap is said in MiB.' });
  for (const field of ['root', 'volumes', 'swap', 'luks', 'reserved', 'pool']) ledger.gives(`storage.${field}`, autopart.line);
  const refuse = (reason: string) => ledger.note(autopart.line, 'refused', reason);
  if (type === 'thinp') ledger.note(autopart.line, 'understood', 'The volumes are those of the preset "oVirt NIST": a thin pool with /, /var and the volumes that imgbased wants.');
  else refuse(`A partitioning of type "${type}" cannot carry layers, which are thin volumes. It is replaced by the preset "oVirt NIST".`);
  if (fstype !== undefined && fstype !== 'xfs' && fstype !== 'ext4') refuse(`The file system ${fstype} is not taken over: imgbased can copy xfs and ext4 only.`);
  if (encrypted && passphrase === undefined) refuse('No passphrase is said, and the installer would ask for it; type one.');
  if (version !== undefined && version !== 'luks2') refuse(`${version} is not taken over: LUKS version 2 is used.`);
  const kind = fstype === 'ext4' ? 'ext4' : 'xfs';
  return {
    ...(fstype === 'ext4' && { root: { fstype: kind } }),
    volumes: presetVolumes.nist.filter(({ mount }) => !noHome || mount !== '/home').map((volume) => ({ ...volume, fstype: kind })),
    ...(noSwap && { swap: 0 }),
    ...(encrypted && { luks: { passphrase: passphrase ?? '' } }),
  };
}

export function readStorage(context: Context): StorageInput {
  const { header } = context;
  const disk = readDisk(context);
  context.refuse('A profile has one disk with one volume group and a thin pool in it; this has no place there.', ...IMPOSSIBLE);
  const partitions = readPartitions(context);
  const automatic = readAutopart(context);
  const layout = partitions ?? automatic;
  const zerombr = context.commands('zerombr').length > 0;
  const said = context.commands(...storageCommands).length > 0;
  const volumes = layout?.volumes?.map((volume) => Volume.safeParse(volume)).map((read) => (read.success ? [read.data] : []));
  const preset = header?.unsaid?.preset ?? (volumes === undefined ? undefined : volumes.every((one) => one.length === 1) ? presetOf(volumes.flat()) : 'custom');
  return {
    ...layout,
    ...(preset !== undefined && { preset }),
    disk: disk ?? { by: 'device', device: '' },
    ...(header?.unsaid?.diskSize !== undefined && { diskSize: header.unsaid.diskSize }),
    ...(said && { zerombr }),
  };
}
