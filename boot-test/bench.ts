// SPDX-License-Identifier: GPL-2.0-or-later
// What the tests of one firmware share: a site, and machines that are switched off whatever happens.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Firmware, type Machine, startMachine } from './machine.ts';
import { makeDisk, makeParts, type Parts } from './parts.ts';
import { type Site, startSite } from './site.ts';

export type Bench = {
  readonly site: Site;
  readonly parts: Parts;
  /** Switches a machine on. Its disk is kept by its name. */
  machine(name: string, mac: string): Machine;
  diskOf(name: string): string;
  stop(): Promise<void>;
};

export async function makeBench(firmware: Firmware): Promise<Bench> {
  const work = mkdtempSync(join(tmpdir(), `basewright-${firmware}-`));
  const parts = await makeParts(join(work, 'parts'));
  const site = await startSite(firmware, work, parts);
  const machines: Machine[] = [];
  const diskOf = (name: string) => join(work, `${name}.disk`);
  const disks = new Set<string>();
  return {
    site, parts, diskOf,
    machine: (name, mac) => {
      if (!disks.has(name)) makeDisk(diskOf(name), firmware, parts);
      disks.add(name);
      const directory = join(work, `${name}-${machines.length}`);
      mkdirSync(directory);
      const machine = startMachine({ name: `${firmware}-${name}`, firmware, accelerator: parts.accelerator, mac, bootUrl: site.bootUrl, disk: diskOf(name), work: directory });
      machines.push(machine);
      return machine;
    },
    stop: async () => {
      for (const machine of machines) await machine.stop();
      await site.stop();
      rmSync(work, { recursive: true });
    },
  };
}
