// SPDX-License-Identifier: GPL-2.0-or-later
// reqpart, part, volgroup, logvol -> boot partition, volume group, thin pool and volumes.
import type { z } from 'zod';
import { SWAP_NAME } from '../profile/storage-rules.ts';
import { nistSizes, volumeName, type Storage, type Volume } from '../profile/storage.ts';
import type { Context } from './context.ts';
import { asksForLayout } from './layout.ts';
import type { ReadCommand } from './parse.ts';
import type { Reading } from './reading.ts';

type StorageInput = z.input<typeof Storage>;
type Found = { readonly command: ReadCommand; readonly reading: Reading; readonly refuse: (reason: string) => void; /** The node gets layers. */ readonly layers: boolean };

const FIRMWARE = new Set(['/boot/efi', 'biosboot', 'prepboot', 'appleboot']);
const isPv = (word: string) => word.startsWith('pv.');

function found(context: Context, ...names: readonly string[]): Found[] {
  const layers = asksForLayout(context);
  return context.each(...names).map(({ command, reading }) => ({ command, reading, layers, refuse: (reason) => context.ledger.note(command.line, 'refused', reason) }));
}

function fileSystem({ reading, refuse }: Found): { fstype?: 'xfs' | 'ext4' } {
  const said = reading.text('--fstype') ?? reading.text('--type');
  if (said === 'xfs' || said === 'ext4') return { fstype: said };
  if (said !== undefined) refuse(`The file system ${said} is not taken over: imgbased can copy xfs and ext4 only.`);
  return {};
}

/** Mount options. Source: imgbased adds `discard` to every volume of a layer by itself. */
function mountOptions({ ledger }: Context, { command, reading, refuse, layers }: Found): void {
  const options = reading.list('--fsoptions');
  const others = options.filter((option) => option !== 'defaults' && !(layers && option === 'discard'));
  if (others.length > 0) refuse(`Taken over without --fsoptions=${options.join(',')}: a profile has no mount options.`);
  else if (options.includes('discard')) ledger.note(command.line, 'understood', 'imgbased adds the mount option "discard" by itself.');
}

/** A size in MiB; `percent` and a missing size cannot be said here. */
function sizeOf({ reading, refuse }: Found, instead: number): number {
  const size = reading.number('--size');
  const percent = reading.number('--percent');
  if (percent !== undefined) refuse(`The size is said in percent (${percent}); a profile says MiB. ${instead} MiB are set.`);
  else if (size === undefined) refuse(`No size is said; ${instead} MiB are set.`);
  return size ?? instead;
}

/** The encryption of the physical volume. */
function readLuks({ reading, refuse }: Found): Pick<StorageInput, 'luks'> {
  const encrypted = reading.flag('--encrypted');
  const passphrase = reading.text('--passphrase');
  const version = reading.text('--luks-version');
  if (!encrypted) return {};
  if (version !== undefined && version !== 'luks2') refuse(`${version} is not taken over: LUKS version 2 is used.`);
  if (passphrase === undefined) refuse('No passphrase is said, and the installer would ask for it; type one.');
  return { luks: { passphrase: passphrase ?? '' } };
}

function readPart(context: Context, one: Found, result: StorageInput): void {
  const { command, reading, refuse } = one;
  const { ledger } = context;
  const [mount = ''] = reading.words;
  reading.text('--ondisk');
  if (mount === '/boot' || isPv(mount)) mountOptions(context, { ...one, layers: false });
  if (mount === '/boot') {
    result.boot = { method: 'part', size: sizeOf(one, 1536), ...fileSystem(one) };
    if (reading.flag('--grow')) refuse('--grow is not taken over: /boot keeps its size.');
    ledger.takes('storage.boot', command.line);
  } else if (isPv(mount)) {
    const size = reading.number('--size');
    if (!reading.flag('--grow') && reading.number('--percent') !== 100) refuse(`The physical volume takes all that is left of the disk, not only ${size ?? 0} MiB.`);
    fileSystem(one);
    Object.assign(result, readLuks(one));
    ledger.gives('storage.luks', command.line);
  } else if (mount === 'swap') {
    readSwap(context, one, result, 'Swap becomes a volume of the volume group.');
    reading.flag('--grow');
  } else if (FIRMWARE.has(mount)) {
    for (const option of ['--size', '--fstype', '--fsoptions', '--label', '--maxsize']) reading.has(option);
    ledger.note(command.line, 'understood', '"reqpart" makes the partition that the firmware needs.');
  } else if (mount.startsWith('/')) {
    readVolume(context, one, mount, result);
    refuse(`${mount} becomes a thin volume: imgbased needs the root volume and its neighbours in one thin pool.`);
  } else {
    ledger.settle(command, 'refused', `A profile has one physical volume and one volume group; "${mount}" has no place in it.`);
    return;
  }
  reading.settle(ledger);
}

function readSwap({ ledger }: Context, one: Found, result: StorageInput, note: string | undefined): void {
  const { command, reading, refuse } = one;
  const recommended = ['--recommended', '--hibernation'].filter((option) => reading.flag(option));
  if (recommended.length > 0) refuse(`${recommended.join(' ')} is not taken over: a profile says how large swap is; 4096 MiB are set.`);
  result.swap = recommended.length > 0 ? 4096 : sizeOf(one, 4096);
  reading.text('--fstype');
  if (note !== undefined) ledger.note(command.line, 'understood', note);
  ledger.takes('storage.swap', command.line);
}

function readVolume(context: Context, one: Found, mount: string, result: StorageInput): void {
  const { command, reading, refuse } = one;
  const { ledger } = context;
  mountOptions(context, one);
  const name = reading.text('--name');
  if (reading.flag('--grow')) refuse('--grow is not taken over: a thin volume has the size it is given, and may be larger than the pool.');
  if (mount === '/') {
    result.root = { name: name ?? 'root', size: sizeOf(one, 16_384), ...fileSystem(one) };
    ledger.takes('storage.root', command.line);
    return;
  }
  const usual = Object.entries(nistSizes).find(([path]) => path === mount)?.[1] ?? 1024;
  const volume: z.input<typeof Volume> = { mount, name: name ?? volumeName(mount), size: sizeOf(one, usual), ...fileSystem(one) };
  result.volumes ??= [];
  ledger.gives(`storage.volumes.${result.volumes.length}`, command.line);
  result.volumes.push(volume);
}

function readPool({ ledger }: Context, one: Found, result: StorageInput): void {
  const { command, reading, refuse } = one;
  const grow = reading.flag('--grow');
  const percent = reading.number('--percent');
  const size = reading.number('--size');
  const metadata = reading.number('--metadatasize');
  if (percent !== undefined && percent !== 100) refuse(`--percent=${percent} is not taken over: the pool takes what is left.`);
  reading.text('--fstype');
  result.pool = {
    name: reading.text('--name') ?? 'HostPool',
    ...(!grow && percent === undefined && size !== undefined && { size }),
    ...(metadata !== undefined && metadata !== 0 && { metadata }),
  };
  ledger.gives('storage.pool', command.line);
}

function readLogvol(context: Context, one: Found, result: StorageInput): void {
  const { reading, refuse } = one;
  const [mount = ''] = reading.words;
  const vg = reading.text('--vgname');
  const pool = reading.text('--poolname');
  const thin = reading.flag('--thin');
  const elsewhere = vg !== undefined && result.vg !== undefined && vg !== result.vg;
  if (elsewhere) refuse(`The volume moves to the volume group ${result.vg}; a profile has only one.`);
  if (reading.flag('--thinpool')) readPool(context, one, result);
  else if (mount === 'swap') {
    const name = reading.text('--name');
    readSwap(context, one, result, name === SWAP_NAME ? undefined : `The volume is called "${SWAP_NAME}".`);
    if (reading.flag('--grow')) refuse('--grow is not taken over: swap keeps its size.');
  } else if (mount.startsWith('/')) {
    readVolume(context, one, mount, result);
    if (!thin) refuse(`${mount} becomes a thin volume: imgbased needs the root volume and its neighbours in one thin pool.`);
    else if (pool !== undefined && result.pool?.name !== undefined && pool !== result.pool.name) refuse(`The thin pool is ${result.pool.name}; a profile has only one.`);
  } else refuse(`A volume without a mount point ("${mount}") has no place in a profile.`);
  reading.settle(context.ledger);
}

function readGroup(context: Context, one: Found, result: StorageInput, first: boolean): void {
  const { command, reading, refuse } = one;
  const { ledger } = context;
  const [vg = '', ...members] = reading.words;
  const reserved = reading.number('--reserved-space');
  if (!first) refuse('A profile has one volume group; this one is not taken over.');
  else {
    result.vg = vg;
    ledger.gives('storage.vg', command.line);
    ledger.gives('storage.reserved', command.line);
    if (members.length > 1) refuse('A profile has one physical volume; the disk of the profile carries the whole group.');
    if (reserved !== undefined) result.reserved = reserved;
    else if (context.header !== undefined) result.reserved = 0;
    else ledger.note(command.line, 'understood', '4096 MiB of the volume group are left free: imgbased needs them for the metadata of the pool.');
  }
  reading.settle(ledger);
}

/** What reqpart, part, volgroup and logvol say; `undefined` when there are none of them. */
export function readPartitions(context: Context): Partial<StorageInput> | undefined {
  const names = ['reqpart', 'part', 'partition', 'volgroup', 'logvol'];
  if (context.commands(...names).length === 0) return undefined;
  const result: StorageInput = { disk: { by: 'device', device: '' }, volumes: [], swap: 0 };
  const reqpart = context.one('reqpart');
  const addBoot = reqpart.flag('--add-boot');
  reqpart.settle(context.ledger);
  found(context, 'volgroup').forEach((one, index) => readGroup(context, one, result, index === 0));
  const pools = found(context, 'logvol').filter(({ reading }) => reading.flag('--thinpool'));
  pools.slice(0, 1).forEach((one) => readLogvol(context, one, result));
  pools.slice(1).forEach(({ command }) => context.ledger.settle(command, 'refused', 'A profile has one thin pool; this one is not taken over.'));
  for (const one of found(context, 'part', 'partition')) readPart(context, one, result);
  for (const one of found(context, 'logvol')) if (!one.reading.flag('--thinpool')) readLogvol(context, one, result);
  if (result.boot === undefined && !addBoot && reqpart.present) context.ledger.note(reqpart.line, 'refused', 'A node needs a /boot of its own; "reqpart --add-boot" makes it.');
  if (result.boot !== undefined && addBoot) context.ledger.note(reqpart.line, 'refused', 'A line of its own says how large /boot is.');
  const { disk: _, ...rest } = result;
  return rest;
}
