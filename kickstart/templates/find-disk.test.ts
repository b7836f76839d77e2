// SPDX-License-Identifier: GPL-2.0-or-later
// The script that finds the disk, run by a real shell on machines whose lsblk answers are written down here.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Disk } from '../profile/disk.ts';
import { DISK_INCLUDE, findDisk } from './find-disk.ts';

type Machine = readonly { name: string; gib: number; type?: string; ro?: 0 | 1; rm?: 0 | 1; serial?: string; mounted?: string }[];
type Outcome = { readonly status: number | null; readonly include: string | undefined; readonly stderr: string };

/** An lsblk that answers the three questions of the script for `machine`. */
function lsblk(machine: Machine): string {
  const list = machine.map((disk) => `${disk.name} ${disk.gib * 1024 ** 3} ${disk.type ?? 'disk'} ${disk.ro ?? 0} ${disk.rm ?? 0}`).join('\n');
  const cases = (answer: (disk: Machine[number]) => string) => machine.map((disk) => `    /dev/${disk.name}) echo "${answer(disk)}" ;;`).join('\n');
  return ['#!/bin/sh', 'case "$*" in', `  "-dnbo NAME,SIZE,TYPE,RO,RM") cat <<'EOF'\n${list}\nEOF\n  ;;`,
    `  "-no MOUNTPOINT "*) case "$3" in\n${cases((disk) => disk.mounted ?? '')}\n  esac ;;`, `  "-dno SERIAL "*) case "$3" in\n${cases((disk) => disk.serial ?? '')}\n  esac ;;`,
    `  "-dno NAME,SIZE,SERIAL") echo listed ;;`, '  *) echo "unexpected: $*" >&2; exit 9 ;;', 'esac', ''].join('\n');
}

function run(disk: Extract<Disk, { by: 'serial' | 'size' }>, machine: Machine): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'find-disk-'));
  try {
    const include = join(folder, 'disk.ks');
    writeFileSync(join(folder, 'lsblk'), lsblk(machine));
    chmodSync(join(folder, 'lsblk'), 0o755);
    const { status, stderr } = spawnSync('sh', ['-c', findDisk(disk).body.replaceAll(DISK_INCLUDE, include)], { env: { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` }, encoding: 'utf8' });
    return { status, include: existsSync(include) ? readFileSync(include, 'utf8') : undefined, stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const server: Machine = [
  { name: 'sda', gib: 4000, serial: 'BIG1' }, { name: 'sdb', gib: 4000, serial: 'BIG2' }, { name: 'nvme0n1', gib: 480, serial: 'S6ES 123' }, { name: 'sdc', gib: 16, rm: 1, serial: 'STICK' },
  { name: 'sr0', gib: 1, type: 'rom', rm: 1 }, { name: 'zram0', gib: 8 }, { name: 'sdd', gib: 32, mounted: '/run/install/repo' }, { name: 'sde', gib: 0 }, { name: 'sdf', gib: 64, ro: 1 },
];

test('the smallest disk: no stick, CD, zram, read-only, empty or mounted disk is taken', () => {
  assert.deepEqual(run({ by: 'size', pick: 'smallest' }, server), { status: 0, include: 'ignoredisk --only-use=nvme0n1\n', stderr: '' });
});
test('a tie is refused and nothing is written', () => {
  const { status, include, stderr } = run({ by: 'size', pick: 'largest' }, server);
  assert.deepEqual([status, include], [1, undefined]);
  assert.match(stderr, /More than one disk fits the rule; nothing was changed:\n4294967296000 sda\n4294967296000 sdb/);
});
test('limits in GiB hold on both sides', () => {
  assert.equal(run({ by: 'size', pick: 'largest', min: 100, max: 500 }, server).include, 'ignoredisk --only-use=nvme0n1\n');
  assert.equal(run({ by: 'size', pick: 'largest', min: 480, max: 480 }, server).include, 'ignoredisk --only-use=nvme0n1\n');
  assert.equal(run({ by: 'size', pick: 'smallest', min: 500, max: 3999 }, server).status, 1);
});
test('a serial number is matched whole', () => {
  assert.equal(run({ by: 'serial', serial: 'BIG2' }, server).include, 'ignoredisk --only-use=sdb\n');
  const none = run({ by: 'serial', serial: 'BIG' }, server);
  assert.deepEqual([none.status, none.include], [1, undefined]);
  assert.match(none.stderr, /No disk fits the rule; nothing was changed. Disks here:\nlisted/);
});
