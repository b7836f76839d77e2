// SPDX-License-Identifier: GPL-2.0-or-later
// The machine behind a management controller (ComputerSystem): reading it, switching it, and its next boot.

import { clean } from './bmc-text.ts';
import type { Reply } from './connection.ts';
import type { BootMethod, Controller } from './controller.ts';
import { PowerError } from './power-error.ts';
import type { Bmc } from './redfish.ts';
import { ActionInfo, Collection, ComputerSystem, SettingsObject } from './resources.ts';

export type Machine = {
  readonly path: string;
  readonly etag: string | undefined;
  readonly system: ComputerSystem;
  /** Values of ResetType that it takes; undefined when it does not say. */
  readonly resets: readonly string[] | undefined;
};

/** How ResetType values switch a machine on, off, and off and on: the first that is allowed is taken. */
const ON = ['On', 'ForceOn', 'PushPowerButton'];
const OFF = ['ForceOff', 'GracefulShutdown'];
const CYCLE = ['ForceRestart', 'PowerCycle', 'GracefulRestart'];

const TARGETS: Readonly<Record<BootMethod, { target: string; words: string }>> = {
  'pxe': { target: 'Pxe', words: 'PXE' },
  'uefi-http': { target: 'UefiHttp', words: 'UEFI HTTP boot' },
};

/** Finds and reads the machine: the named one, or the only one. @throws {PowerError} */
export async function readMachine(bmc: Bmc, controller: Controller): Promise<Machine> {
  const path = controller.system ?? (await onlySystem(bmc));
  const { resource: system, etag } = await bmc.read(path, ComputerSystem);
  return { path, etag: etag ?? system['@odata.etag'], system, resets: await allowedResets(bmc, system) };
}

async function onlySystem(bmc: Bmc): Promise<string> {
  const { resource } = await bmc.read(bmc.systems, Collection);
  const [first, ...others] = resource.Members.map((member) => bmc.pathOf(member['@odata.id']));
  if (first === undefined) throw new PowerError('system', 'The controller knows no system. It may still be starting; try again in a minute.');
  if (others.length === 0) return first;
  const some = [first, ...others].slice(0, 8).map((path) => clean(path, 100)).join(', ');
  throw new PowerError('system', `The controller has ${others.length + 1} systems. Write the path of the one that is this host: ${some}${others.length > 7 ? ' …' : ''}`);
}

async function allowedResets(bmc: Bmc, system: ComputerSystem): Promise<readonly string[] | undefined> {
  const reset = system.Actions?.['#ComputerSystem.Reset'];
  const listed = reset?.['ResetType@Redfish.AllowableValues'];
  if (listed !== undefined || reset?.['@Redfish.ActionInfo'] === undefined) return listed;
  const { resource } = await bmc.read(bmc.pathOf(reset['@Redfish.ActionInfo']), ActionInfo);
  return resource.Parameters.find((parameter) => parameter.Name === 'ResetType')?.AllowableValues;
}

function firstAllowed({ resets }: Machine, wanted: readonly string[]): string | undefined {
  return resets === undefined ? wanted[0] : wanted.find((value) => resets.includes(value));
}

/** Whether the machine runs, or will in a moment. */
export function isOn({ system }: Machine): boolean {
  return system.PowerState !== 'Off' && system.PowerState !== 'PoweringOff';
}

async function reset(bmc: Bmc, machine: Machine, type: string): Promise<void> {
  const action = machine.system.Actions?.['#ComputerSystem.Reset'];
  if (action === undefined) throw new PowerError('refused', 'The controller offers no power action for this system. The user may lack the right to it there, or its licence does not include it.');
  await bmc.post(bmc.pathOf(action.target), { ResetType: type });
}

function cannot(machine: Machine, what: string): PowerError {
  return new PowerError('refused', `The controller cannot ${what} this system. It offers: ${(machine.resets ?? []).slice(0, 12).map((value) => clean(value, 40)).join(', ') || 'nothing'}.`);
}

/** Switches the machine on. @returns what was done, in words */
export async function switchOn(bmc: Bmc, machine: Machine): Promise<string> {
  if (machine.system.PowerState === 'On') return 'The machine is on already; nothing was sent.';
  const type = firstAllowed(machine, ON);
  if (type === undefined) throw cannot(machine, 'switch on');
  await reset(bmc, machine, type);
  return `The machine was told to switch on (${type}).`;
}

/** Switches the machine off at once, or asks its system to shut down where the controller can do no more. */
export async function switchOff(bmc: Bmc, machine: Machine): Promise<string> {
  if (machine.system.PowerState === 'Off') return 'The machine is off already; nothing was sent.';
  const type = firstAllowed(machine, OFF);
  if (type === undefined) throw cannot(machine, 'switch off');
  await reset(bmc, machine, type);
  return type === 'ForceOff' ? 'The machine was told to switch off at once (ForceOff).' : `The machine was asked to shut down (${type}); it may take its time, or ignore it.`;
}

/** Starts the machine anew; one that is off is switched on. */
export async function restart(bmc: Bmc, machine: Machine, controller: Controller): Promise<readonly string[]> {
  if (!isOn(machine)) return [await switchOn(bmc, machine)];
  const type = firstAllowed(machine, CYCLE);
  if (type !== undefined) {
    await reset(bmc, machine, type);
    return [type === 'GracefulRestart' ? 'The system of the machine was asked to restart (GracefulRestart), which it may ignore.' : `The machine was told to restart at once (${type}).`];
  }
  if (firstAllowed(machine, ['ForceOff']) === undefined) throw cannot(machine, 'restart');
  const off = await switchOff(bmc, machine);
  return [off, await switchOn(bmc, await waitUntilOff(bmc, controller))];
}

async function waitUntilOff(bmc: Bmc, controller: Controller): Promise<Machine> {
  for (;;) {
    const machine = await readMachine(bmc, controller);
    if (machine.system.PowerState === 'Off') return machine;
    await bmc.pause();
  }
}

/** Whether the controller says that it can boot the machine in this way; when it says nothing, it is tried. */
export function offersBoot({ system }: Machine, method: BootMethod): boolean {
  return system.Boot?.['BootSourceOverrideTarget@Redfish.AllowableValues']?.includes(TARGETS[method].target) ?? true;
}

/**
 * Makes the next boot, and only that one, a boot from the network.
 * Known controllers (DMTF/Redfishtool #106, ansible-collections/community.general #3581): some fall back to another mode unless the present
 * one is sent along, some refuse it; so it is sent, and left out when that is refused. Some take the change only at the settings resource.
 */
export async function bootFromNetworkOnce(bmc: Bmc, machine: Machine, method: BootMethod): Promise<string> {
  const { target, words } = TARGETS[method];
  const offered = machine.system.Boot?.['BootSourceOverrideTarget@Redfish.AllowableValues'];
  if (!offersBoot(machine, method)) throw new PowerError('refused', `The controller cannot make the next boot one by ${words}. It offers: ${(offered ?? []).slice(0, 16).map((value) => clean(value, 40)).join(', ')}. Another boot method may do; it stands in the settings of the controller.`);
  const { path, etag, boot } = await bootResource(bmc, machine);
  const mode = method === 'uefi-http' ? 'UEFI' : boot?.BootSourceOverrideMode;
  const wanted = { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: target, ...(boot?.HttpBootUri ? { HttpBootUri: null } : {}) };
  const withMode = mode === undefined ? wanted : { ...wanted, BootSourceOverrideMode: mode };
  const isOptional = method === 'pxe' && withMode !== wanted; // UEFI is what HTTP boot means: without it the machine would do something else.
  await bmc.settled(isOptional ? await patchEither(bmc, path, etag, [withMode, wanted]) : await bmc.patch(path, { Boot: withMode }, etag));
  return `The next boot, and only that one, is from the network (${words}).`;
}

async function patchEither(bmc: Bmc, path: string, etag: string | undefined, [first, second]: readonly [object, object]): Promise<Reply> {
  try {
    return await bmc.patch(path, { Boot: first }, etag);
  } catch (error) {
    if (!(error instanceof PowerError) || error.failure !== 'refused') throw error;
    return bmc.patch(path, { Boot: second }, etag);
  }
}

async function bootResource(bmc: Bmc, { path, etag, system }: Machine): Promise<{ path: string; etag: string | undefined; boot: ComputerSystem['Boot'] }> {
  const link = system['@Redfish.Settings']?.SettingsObject?.['@odata.id'];
  if (link !== undefined) {
    const settings = bmc.pathOf(link);
    const read = await bmc.read(settings, SettingsObject);
    if (read.resource.Boot?.BootSourceOverrideTarget !== undefined) return { path: settings, etag: read.etag ?? read.resource['@odata.etag'], boot: { ...system.Boot, ...read.resource.Boot } };
  }
  return { path, etag, boot: system.Boot };
}
