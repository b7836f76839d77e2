// SPDX-License-Identifier: GPL-2.0-or-later
// The power of a host, through its management controller: looking, switching, and booting once from the network. Nothing here arms a host.

import { z } from 'zod';
import { addEvent, currentInstallation } from '../installations/installation.ts';
import type { Store } from '../store/store.ts';
import type { AddressRules } from './address-rules.ts';
import { clean } from './bmc-text.ts';
import { LIMITS, type Limits } from './connection.ts';
import type { Controller } from './controller.ts';
import { openController } from './controllers.ts';
import { PowerError } from './power-error.ts';
import { type Bmc, withBmc } from './redfish.ts';
import { bootFromNetworkOnce, type Machine, offersBoot, readMachine, restart, switchOff, switchOn } from './system.ts';

export const powerActions = ['on', 'off', 'cycle', 'boot-network'] as const;
export type PowerAction = (typeof powerActions)[number];

export const PowerRequest = z.strictObject({
  action: z.enum(powerActions, 'The action is on, off, cycle or boot-network.'),
  /** Also while the host is being installed. */
  force: z.boolean().default(false),
});
export type PowerRequest = z.infer<typeof PowerRequest>;

export type PowerState = 'on' | 'off' | 'turning-on' | 'turning-off' | 'unknown';

/** What the controller says about the machine; its texts are cleaned. */
export type PowerView = {
  readonly power: PowerState;
  readonly system: { readonly path: string; readonly name: string | null; readonly model: string | null };
  /** What the next boot is from, where that is not the usual. */
  readonly boot: { readonly target: string; readonly enabled: string; readonly mode: string | null } | null;
  /** Whether it offers the boot method of the host. */
  readonly offersBoot: boolean;
  /** Kinds of switching that it offers (ResetType); empty when it does not say. */
  readonly resets: readonly string[];
};

type NotAsked = { outcome: 'missing' } | { outcome: 'no-controller' };
type Failed = { outcome: 'failed'; error: PowerError };

export type ReadPower = NotAsked | Failed | { outcome: 'read'; view: PowerView };

export type ActOnPower =
  | NotAsked
  /** The host is being installed, and nobody said `force`. */
  | { outcome: 'installing' }
  /** Another action on this host has not ended. */
  | { outcome: 'busy' }
  /** What was done before it failed, in words. */
  | (Failed & { steps: readonly string[] })
  | { outcome: 'done'; steps: readonly string[] };

export type Surroundings = { readonly rules: AddressRules; readonly limits?: Limits };

/** Asks the controller of a host. */
export async function readPower(store: Store, hostId: string, { rules, limits = LIMITS }: Surroundings): Promise<ReadPower> {
  const controller = await controllerOf(store, hostId);
  if ('outcome' in controller) return controller;
  try {
    return { outcome: 'read', view: await withBmc(controller, rules, limits, async (bmc) => viewOf(await readMachine(bmc, controller), controller)) };
  } catch (error) {
    return failed(error);
  }
}

/** Hosts with an action under way in this process: a controller does one thing at a time. */
const underWay = new Set<string>();

/** Does an action at the controller of a host, and notes it in the timeline of the current installation. @param actor undefined for the server's command line */
export async function actOnPower(store: Store, hostId: string, { action, force }: PowerRequest, surroundings: Surroundings, actor: string | undefined): Promise<ActOnPower> {
  const controller = await controllerOf(store, hostId);
  if ('outcome' in controller) return controller;
  if (!force && (await currentInstallation(store.database, hostId))?.state === 'installing') return { outcome: 'installing' };
  if (underWay.has(hostId)) return { outcome: 'busy' };
  underWay.add(hostId);
  const steps: string[] = [];
  try {
    await withBmc(controller, surroundings.rules, surroundings.limits ?? LIMITS, async (bmc) => act(bmc, controller, action, steps));
    await note(store, hostId, { action }, actor);
    return { outcome: 'done', steps };
  } catch (error) {
    const answer = failed(error);
    await note(store, hostId, { action, problem: answer.error.message }, actor);
    return { ...answer, steps };
  } finally {
    underWay.delete(hostId);
  }
}

async function act(bmc: Bmc, controller: Controller, action: PowerAction, steps: string[]): Promise<void> {
  const machine = await readMachine(bmc, controller);
  switch (action) {
    case 'on':
      steps.push(await switchOn(bmc, machine));
      return;
    case 'off':
      steps.push(await switchOff(bmc, machine));
      return;
    case 'cycle':
      steps.push(...(await restart(bmc, machine, controller)));
      return;
    case 'boot-network':
      steps.push(await bootFromNetworkOnce(bmc, machine, controller.bootMethod));
      steps.push(...(await restart(bmc, machine, controller)));
  }
}

async function controllerOf(store: Store, hostId: string): Promise<Controller | NotAsked> {
  const controller = await openController(store, hostId);
  if (controller !== undefined) return controller;
  const host = await store.database.selectFrom('hosts').select('id').where('id', '=', hostId).executeTakeFirst();
  return { outcome: host === undefined ? 'missing' : 'no-controller' };
}

/** What no PowerError is, is a mistake of the server. */
function failed(error: unknown): Failed {
  if (error instanceof PowerError) return { outcome: 'failed', error };
  throw error;
}

async function note(store: Store, hostId: string, detail: { action: PowerAction; problem?: string }, actor: string | undefined): Promise<void> {
  await store.write(async (transaction) => {
    const installation = await currentInstallation(transaction, hostId);
    if (installation !== undefined) await addEvent(transaction, installation.id, { at: store.now(), kind: 'power', actor, detail });
  });
}

const STATES: Readonly<Record<string, PowerState>> = { On: 'on', Off: 'off', PoweringOn: 'turning-on', PoweringOff: 'turning-off' };

function viewOf(machine: Machine, controller: Controller): PowerView {
  const { Name, Manufacturer, Model, PowerState: power, Boot: boot } = machine.system;
  const model = [Manufacturer, Model].filter((text) => text !== undefined).join(' ');
  const { BootSourceOverrideEnabled: enabled = '', BootSourceOverrideTarget: target = '', BootSourceOverrideMode: mode } = { ...boot };
  const isOverridden = enabled !== '' && enabled !== 'Disabled' && target !== '' && target !== 'None';
  return {
    power: STATES[power ?? ''] ?? 'unknown',
    system: { path: clean(machine.path), name: shown(Name), model: shown(model) },
    boot: isOverridden ? { target: clean(target, 40), enabled: clean(enabled, 40), mode: shown(mode) } : null,
    offersBoot: offersBoot(machine, controller.bootMethod),
    resets: (machine.resets ?? []).slice(0, 20).map((value) => clean(value, 40)),
  };
}

function shown(text: string | undefined): string | null {
  return clean(text ?? '', 100) || null;
}
