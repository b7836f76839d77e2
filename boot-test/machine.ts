// SPDX-License-Identifier: GPL-2.0-or-later
// A simulated machine: qemu with real firmware that boots from the network first and from its disk second, its serial console, and its end.
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Accelerator } from './accelerator.ts';
import { createConsole, type SerialConsole } from './serial-console.ts';
import { grubModules, programFile, run, uefiFirmware } from './system-files.ts';

/** Serial logs of all machines. */
export const LOGS = fileURLToPath(new URL('../test-results/boot', import.meta.url));

/** `bios`: SeaBIOS and the iPXE of qemu's network cards. `uefi`: OVMF, which fetches GRUB by TFTP. */
export type Firmware = 'bios' | 'uefi';

export type MachineOptions = {
  /** Names its log file. */
  readonly name: string;
  readonly firmware: Firmware;
  readonly accelerator: Accelerator;
  readonly mac: string;
  /** Of the system, as its vendor set it. */
  readonly serial?: string;
  /** Base URL of the boot plane as the machine sees it: this computer is 10.0.2.2. */
  readonly bootUrl: string;
  /** A raw disk image. It is written to. */
  readonly disk: string;
  /** A directory for firmware variables and the TFTP root. */
  readonly work: string;
};

export type Machine = SerialConsole & {
  /** Resolves when the machine has powered off or was stopped. */
  readonly ended: Promise<void>;
  /** Takes the power away, and waits until it is gone. */
  readonly stop: () => Promise<void>;
};

/** Modules that a distribution's network GRUB has too. */
const GRUB_MODULES = [
  'normal', 'configfile', 'echo', 'net', 'efinet', 'http', 'tftp', 'linux', 'chain', 'boot', 'part_msdos', 'part_gpt', 'fat', 'ext2', 'search', 'search_fs_file', 'search_fs_uuid',
  'search_label', 'test', 'true', 'regexp', 'sleep', 'reboot', 'halt', 'minicmd', 'loadenv', 'read', 'all_video', 'gzio',
];

/** A TFTP root with GRUB in it, which asks the boot plane for its configuration. */
function makeTftpRoot(work: string, bootUrl: string): string {
  const root = join(work, 'tftp');
  const { host, pathname } = new URL(bootUrl);
  mkdirSync(root, { recursive: true });
  writeFileSync(join(work, 'grub-net.cfg'), `configfile (http,${host})${pathname.replace(/\/$/, '')}/boot/grub.cfg\n`);
  run('grub-mkimage', ['-d', grubModules('x86_64-efi'), '-O', 'x86_64-efi', '-p', '/boot', '-c', join(work, 'grub-net.cfg'), '-o', join(root, 'grubx64.efi'), ...GRUB_MODULES]);
  return root;
}

function firmwareArguments({ firmware, work, bootUrl, mac }: MachineOptions): string[] {
  // restrict is off by need: with it the machine would not reach the boot plane on this computer either.
  if (firmware === 'bios') {
    return ['-machine', 'pc,graphics=off', '-netdev', `user,id=net,bootfile=${bootUrl}/boot/ipxe`, '-device', `virtio-net-pci,netdev=net,mac=${mac},bootindex=1`];
  }
  const { code, variables } = uefiFirmware();
  const own = join(work, 'variables.fd');
  copyFileSync(variables, own);
  return [
    '-machine', 'q35', '-drive', `if=pflash,format=raw,readonly=on,file=${code}`, '-drive', `if=pflash,format=raw,file=${own}`,
    '-netdev', `user,id=net,tftp=${makeTftpRoot(work, bootUrl)},bootfile=grubx64.efi`,
    // Without its iPXE, so that the firmware's own network boot is what runs.
    '-device', `virtio-net-pci,netdev=net,mac=${mac},bootindex=1,romfile=`,
  ];
}

function qemuArguments(options: MachineOptions): string[] {
  return [
    '-name', options.name, '-accel', options.accelerator === 'tcg' ? 'tcg,thread=multi' : 'kvm', '-m', '768', '-nodefaults', '-no-reboot', '-display', 'none', '-vga', 'none', '-serial', 'stdio',
    '-smbios', `type=1,manufacturer=Basewright,product=Test machine,serial=${options.serial ?? 'BW-TEST-1'}`,
    '-drive', `file=${options.disk},format=raw,if=none,id=disk,cache=unsafe`, '-device', 'virtio-blk-pci,drive=disk,bootindex=2,serial=BW-DISK-1',
    '-device', 'virtio-rng-pci',
    ...firmwareArguments(options),
  ];
}

/** The kernel's last word before a restart; before it powers off, it says "Power down". */
const RESTARTS = /reboot: Restarting system\s*$/;
/** An installation restarts once. */
const MOST_RESTARTS = 5;

/**
 * Starts a machine; it is on when this returns. The caller stops it.
 *
 * A restart is a new process with the same disk and firmware variables. Within one process qemu's network would still hold connections of the boot loader
 * before: GRUB always begins with the same port (21550), and takes what belongs to the old one for an answer to the new one.
 */
export function startMachine(options: MachineOptions): Machine {
  mkdirSync(LOGS, { recursive: true });
  mkdirSync(options.work, { recursive: true });
  const words = qemuArguments(options);
  const wire = createConsole(join(LOGS, `${options.name}.log`));
  let child: ChildProcess | undefined;
  let restarts = 0;
  let isStopped = false;
  const ended = new Promise<void>((resolve, reject) => {
    const start = () => {
      const qemu = spawn(programFile('qemu-system-x86_64'), words, { stdio: ['ignore', 'pipe', 'pipe'] });
      child = qemu;
      let said = '';
      qemu.stdout.on('data', wire.take);
      qemu.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      qemu.once('error', reject);
      qemu.once('close', (code) => {
        if (!isStopped && code === 0 && RESTARTS.test(wire.console.text()) && restarts < MOST_RESTARTS) {
          restarts += 1;
          start();
          return;
        }
        wire.end();
        if (code === 0 || isStopped) resolve();
        else reject(new Error(`qemu ended with ${code}: ${said}`));
      });
    };
    start();
  });
  // Whoever waits for it gets the error; nobody may be waiting.
  ended.catch(() => {});
  return {
    ...wire.console,
    ended,
    stop: async () => {
      isStopped = true;
      child?.kill('SIGKILL');
      await ended.catch(() => {});
    },
  };
}
