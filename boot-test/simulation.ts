// SPDX-License-Identifier: GPL-2.0-or-later
// For tests of any kind: everything that simulated machines need around a Basewright, wherever that runs. The browser tests use it too.
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asGuestSees, freePort } from './guest-network.ts';
import { type Firmware, type Machine, startMachine } from './machine.ts';
import { makeDisk, makeParts, type Parts } from './parts.ts';

export type Simulation = {
  readonly parts: Parts;
  /** Where the boot plane must listen, and how machines see it: settings for the environment of a Basewright. */
  readonly environment: { readonly BASEWRIGHT_BOOT_LISTEN: string; readonly BASEWRIGHT_BOOT_URL: string };
  readonly bootUrl: string;
  /** Switches a machine on. Its disk, new at the first time, is kept by its name; its serial log is test-results/boot/FIRMWARE-NAME.log, with a number when it is switched on again. */
  readonly machine: (name: string, mac: string, firmware: Firmware) => Machine;
  readonly diskOf: (name: string) => string;
  /** Switches all machines off, and removes their disks. */
  readonly stop: () => Promise<void>;
};

/** Makes the parts of an installation (some seconds of work), and finds a port. @param runs whether installed nodes run systemd and have Python */
export async function startSimulation(runs = false): Promise<Simulation> {
  const work = mkdtempSync(join(tmpdir(), 'basewright-boot-'));
  const parts = await makeParts(join(work, 'parts'), runs);
  const port = await freePort();
  const bootUrl = asGuestSees(port);
  const machines: Machine[] = [];
  const starts = new Map<string, number>();
  const diskOf = (name: string) => join(work, `${name}.disk`);
  return {
    parts, bootUrl, diskOf,
    environment: { BASEWRIGHT_BOOT_LISTEN: `127.0.0.1:${port}`, BASEWRIGHT_BOOT_URL: bootUrl },
    machine: (name, mac, firmware) => {
      const start = (starts.get(name) ?? 0) + 1;
      starts.set(name, start);
      if (start === 1) makeDisk(diskOf(name), firmware, parts);
      const directory = join(work, `${name}-${machines.length}`);
      mkdirSync(directory);
      const machine = startMachine({ name: `${firmware}-${name}${start === 1 ? '' : `-${start}`}`, firmware, accelerator: parts.accelerator, mac, bootUrl, disk: diskOf(name), work: directory });
      machines.push(machine);
      return machine;
    },
    stop: async () => {
      for (const machine of machines) await machine.stop();
      rmSync(work, { recursive: true });
    },
  };
}
