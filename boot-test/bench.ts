// SPDX-License-Identifier: GPL-2.0-or-later
// What the tests of one firmware share: a site, and machines that are switched off whatever happens.
import type { Firmware, Machine } from './machine.ts';
import type { Parts } from './parts.ts';
import { startSimulation } from './simulation.ts';
import { type Site, startSite } from './site.ts';

export type Bench = {
  readonly site: Site;
  readonly parts: Parts;
  /** Switches a machine on. Its disk is kept by its name. */
  readonly machine: (name: string, mac: string) => Machine;
  readonly diskOf: (name: string) => string;
  readonly stop: () => Promise<void>;
};

/** @param runs whether installed nodes run systemd and have Python, so that they are nodes of the fleet; the others are told that they get no tools */
export async function makeBench(firmware: Firmware, runs = false): Promise<Bench> {
  const simulation = await startSimulation(runs);
  const site = await startSite(firmware, simulation);
  return {
    site,
    parts: simulation.parts,
    diskOf: simulation.diskOf,
    machine: (name, mac) => simulation.machine(name, mac, firmware),
    stop: async () => {
      // Machines first: none of them may ask a server that is going.
      await simulation.stop();
      await site.stop();
    },
  };
}
