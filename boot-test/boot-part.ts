// SPDX-License-Identifier: GPL-2.0-or-later
// Beginnings of disks: a boot sector that only says a line, and GRUB for BIOS and UEFI before the partition of a node.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { grubModules, run } from './system-files.ts';

const SECTOR = 512;
const MIB = 1 << 20;
/** Where the partition table begins in a boot sector. */
const TABLE = 446;

/** What the boot sector, and GRUB on a disk without a node, say on the serial console. */
export const LOCAL_LINE = 'local disk: it boots';

/** 16-bit code at 0x7C00: writes the text behind it to the first serial port, then halts for ever. */
export function bootSector(text = LOCAL_LINE): Buffer {
  const code = [
    0xfa, //             cli
    0x31, 0xc0, //       xor ax, ax
    0x8e, 0xd8, //       mov ds, ax
    0xbe, 0x23, 0x7c, // mov si, text
    0xac, //             next: lodsb
    0x84, 0xc0, //       test al, al
    0x74, 0x12, //       jz halt
    0x88, 0xc4, //       mov ah, al
    0xba, 0xfd, 0x03, // mov dx, 0x3fd: the line status
    0xec, //             wait: in al, dx
    0xa8, 0x20, //       test al, 0x20: may it be given a byte?
    0x74, 0xfb, //       jz wait
    0x88, 0xe0, //       mov al, ah
    0xba, 0xf8, 0x03, // mov dx, 0x3f8
    0xee, //             out dx, al
    0xeb, 0xe9, //       jmp next
    0xf4, //             halt: hlt
    0xeb, 0xfd, //       jmp halt
    0x90, //             text follows
  ];
  const sector = Buffer.alloc(SECTOR);
  Buffer.concat([Buffer.from(code), Buffer.from(`${text}\r\n\0`)]).copy(sector);
  sector.writeUInt16LE(0xaa55, SECTOR - 2);
  return sector;
}

/** The ESP begins at 1 MiB, the node at 8 MiB and has the rest of the disk. */
const ESP = { start: MIB, size: 7 * MIB } as const;
const NODE_START = 8 * MIB;

const MODULES = ['normal', 'configfile', 'echo', 'linux', 'part_msdos', 'part_gpt', 'fat', 'ext2', 'search', 'search_fs_file', 'serial', 'terminal', 'boot'];

/** What is built into GRUB: its simplest language, without conditions. Without a node on the disk it says its line and stays there. On a BIOS machine it has to be told of the serial console. */
const CONFIG = {
  'i386-pc': ['serial --unit=0 --speed=115200', 'terminal_output serial'],
  'x86_64-efi': [],
  both: [`echo "${LOCAL_LINE}"`, 'search --no-floppy --set=root --file /boot/grub/grub.cfg', 'configfile ($root)/boot/grub/grub.cfg', ''],
} as const;

/**
 * Kernel arguments of installer and node. no_timer_check: the kernel of a machine that is emulated on a busy computer sees too few ticks in the moment in which
 * it tests its timer, and panics ("IO-APIC + timer doesn't work!").
 */
export const KERNEL_ARGUMENTS = ['console=ttyS0,115200n8', 'loglevel=3', 'no_timer_check'] as const;

/** For the node's /boot/grub/grub.cfg. The kernel that installs also is the node's; an argument tells the initramfs which of the two it is to be. */
export const NODE_GRUB_CONFIG = ['echo "local disk: GRUB starts the node"', `linux /boot/vmlinuz-node basewright.node ${KERNEL_ARGUMENTS.join(' ')}`, 'initrd /boot/initramfs-node.img', 'boot', ''].join('\n');

function grub(work: string, platform: 'x86_64-efi' | 'i386-pc', more: readonly string[]): Buffer {
  const config = join(work, `${platform}.cfg`);
  const image = join(work, `${platform}.img`);
  writeFileSync(config, [...CONFIG[platform], ...CONFIG.both].join('\n'));
  run('grub-mkimage', ['-d', grubModules(platform), '-O', platform, '-p', '/boot/grub', '-c', config, '-o', image, ...MODULES, ...more]);
  return readFileSync(image);
}

function partition(table: Buffer, number: number, { kind, start, size }: { kind: number; start: number; size: number }): void {
  const entry = TABLE + 16 * (number - 1);
  // Cylinders and heads of old say "too large": what counts are the sectors after them.
  table.set([0, 0xfe, 0xff, 0xff, kind, 0xfe, 0xff, 0xff], entry);
  table.writeUInt32LE(start / SECTOR, entry + 8);
  table.writeUInt32LE(size / SECTOR, entry + 12);
}

/** An ESP with GRUB where the firmware looks for it, and where the boot plane's GRUB script looks for an installed system's boot loader. */
function makeEsp(work: string): Buffer {
  const file = join(work, 'esp.img');
  writeFileSync(join(work, 'grub.efi'), grub(work, 'x86_64-efi', []));
  writeFileSync(file, Buffer.alloc(ESP.size));
  run('mformat', ['-i', file, '-v', 'ESP', '-T', String(ESP.size / SECTOR), '-h', '16', '-s', '63', '::']);
  for (const directory of ['EFI', 'EFI/BOOT', 'EFI/centos']) run('mmd', ['-i', file, `::${directory}`]);
  for (const name of ['EFI/BOOT/BOOTX64.EFI', 'EFI/centos/shimx64.efi']) run('mcopy', ['-i', file, join(work, 'grub.efi'), `::${name}`]);
  return readFileSync(file);
}

/**
 * The first 8 MiB of a disk that boots with BIOS and UEFI: GRUB, a partition table, and an ESP. The node's partition is the second one.
 *
 * @param work a directory for the pieces
 * @param diskSize of the whole disk, in bytes, a multiple of 1 MiB
 */
export function makeBootPart(work: string, diskSize: number): Buffer {
  mkdirSync(work, { recursive: true });
  const part = Buffer.alloc(NODE_START);
  readFileSync(join(grubModules('i386-pc'), 'boot.img')).copy(part);
  // GRUB's boot sector has code for floppies there.
  part.fill(0, TABLE, SECTOR - 2);
  // GRUB's boot sector loads what follows it, as grub-mkimage has laid it out.
  const core = grub(work, 'i386-pc', ['biosdisk']);
  if (core.length > ESP.start - SECTOR) throw new Error(`GRUB has ${core.length} bytes, and only ${ESP.start - SECTOR} fit before the first partition.`);
  core.copy(part, SECTOR);
  partition(part, 1, { kind: 0xef, ...ESP });
  partition(part, 2, { kind: 0x83, start: NODE_START, size: diskSize - NODE_START });
  part.writeUInt16LE(0xaa55, SECTOR - 2);
  makeEsp(work).copy(part, ESP.start);
  return part;
}
