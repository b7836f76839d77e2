// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `storage` -> ignoredisk, zerombr, clearpart, bootloader, reqpart, part, volgroup, logvol.
import { command, options, type Statement } from '../language/statement.ts';
import { diskSpec } from '../profile/disk.ts';
import { SWAP_NAME } from '../profile/storage-rules.ts';
import { DISK_INCLUDE, findDisk } from './find-disk.ts';
import type { Node } from './node.ts';

/** Name of the physical volume in `part` and `volgroup`. */
const PV = 'pv.01';
/** MiB that a growing partition or pool starts from. */
const SEED = 1024;

const at = (key: string, secret = false) => ({ slice: 'storage', field: `storage.${key}`, secret });

function diskStatements({ storage }: Node): Statement[] {
  const disk = diskSpec(storage.disk);
  const chosen: Statement = disk === undefined
    ? { kind: 'include', path: DISK_INCLUDE, from: at('disk') }
    : command('ignoredisk', at('disk'), options({ '--only-use': disk }));
  return [
    chosen,
    ...(storage.zerombr ? [command('zerombr', at('zerombr'))] : []),
    command('clearpart', at('disk'), options({ '--all': true, '--initlabel': true, '--drives': disk })),
  ];
}

function partitionStatements({ storage }: Node): Statement[] {
  const { boot, luks } = storage;
  const disk = diskSpec(storage.disk);
  return [
    command('reqpart', at('boot'), options({ '--add-boot': boot.method === 'reqpart' })),
    ...(boot.method === 'part' ? [command('part', at('boot'), options({ '--fstype': boot.fstype, '--size': boot.size, '--ondisk': disk }), ['/boot'])] : []),
    command('part', at(luks ? 'luks' : 'disk', luks !== undefined), options({
      '--size': SEED, '--grow': true, '--ondisk': disk,
      '--encrypted': luks !== undefined, '--luks-version': luks && 'luks2', '--passphrase': luks?.passphrase,
    }), [PV]),
  ];
}

function volumeStatements({ storage }: Node): Statement[] {
  const { vg, pool, root } = storage;
  const thin = { '--vgname': vg, '--thin': true, '--poolname': pool.name } as const;
  return [
    command('volgroup', at('vg'), options({ '--reserved-space': storage.reserved > 0 ? storage.reserved : undefined }), [vg, PV]),
    ...(storage.swap > 0 ? [command('logvol', at('swap'), options({ '--name': SWAP_NAME, '--vgname': vg, '--fstype': 'swap', '--size': storage.swap }), ['swap'])] : []),
    command('logvol', at('pool'), options({ '--name': pool.name, '--vgname': vg, '--thinpool': true, '--size': pool.size ?? SEED, '--grow': pool.size === undefined, '--metadatasize': pool.metadata }), ['none']),
    command('logvol', at('root'), options({ '--name': root.name, ...thin, '--fstype': root.fstype, '--size': root.size }), ['/']),
    ...storage.volumes.map((volume, index) => command('logvol', at(`volumes.${index}`), options({ '--name': volume.name, ...thin, '--fstype': volume.fstype, '--size': volume.size }), [volume.mount])),
  ];
}

export function storageTemplate(node: Node): Statement[] {
  return [...diskStatements(node), ...partitionStatements(node), ...volumeStatements(node)];
}

/** The %pre sections that the storage slice needs. */
export function storageSections({ storage: { disk } }: Node): Statement[] {
  return disk.by === 'serial' || disk.by === 'size' ? [findDisk(disk)] : [];
}
