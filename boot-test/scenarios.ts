// SPDX-License-Identifier: GPL-2.0-or-later
// What every firmware must do with the boot plane: from an unknown machine to a healthy node, told by its serial console and by the timeline.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { stages } from '#kickstart/lifecycle/stages.ts';
import { listDiscoveries } from '#server/discoveries/discoveries.ts';
import type { InstallationView } from '#server/installations/view.ts';
import type { Bench } from './bench.ts';
import { LOCAL_LINE } from './boot-part.ts';
import type { Machine } from './machine.ts';

/** Upper bounds in seconds, ten times and more what an emulated machine takes on two busy cores: they only end what goes round for ever, and nothing waits for them. */
export const LIMITS = { firmware: 240, kernel: 300, step: 240 } as const;

export function stageTimes(view: InstallationView): Record<string, boolean> {
  return Object.fromEntries((view.current?.stages ?? []).map(({ stage, at, isLost }) => [stage, at !== undefined && !isLost]));
}

export const kinds = (view: InstallationView): string[] => view.events.map(({ kind }) => kind);

/** A machine that no host stands for: a menu, then its own disk; and it stands in the inbox with what it said of itself. */
export async function unknownMachine(bench: Bench, mac: string): Promise<void> {
  const machine = bench.machine('unknown', mac);
  await machine.expect(LOCAL_LINE, LIMITS.firmware);
  await machine.stop();
  const found = (await listDiscoveries(bench.site.store)).find((each) => each.mac === mac);
  assert(found !== undefined, 'it is not in the inbox');
  assert.equal(found.isIgnored, false);
  assert.equal(found.address, '127.0.0.1');
}

/** The kickstart as the stand-in showed it on its console is, byte for byte, the one that the timeline says was served. */
export async function expectKickstart(bench: Bench, machine: Machine, id: string): Promise<string> {
  await machine.expect(/stand-in: kickstart begins\n/, LIMITS.kernel);
  const [, text = ''] = await machine.expect(/^([^]*?)stand-in: kickstart ends/, LIMITS.step);
  assert.match(text, new RegExp(`--hostname=${id}\\.example\\.com\n`));
  for (const line of ['updates are unpacked', 'stage 2 is here']) await machine.expect(line, LIMITS.step);
  const { served, current } = await bench.site.view(id);
  assert.equal(served?.sha256, createHash('sha256').update(text).digest('hex'));
  assert.equal(served.address, '127.0.0.1');
  assert.equal(current?.openedFrom, '127.0.0.1');
  return text;
}

/** From the kickstart to the restart. */
export async function expectInstalled(machine: Machine): Promise<void> {
  const lines = [
    'the disk is vda', 'storage is made', 'the checksum of the image is right', 'making the layout',
    'the layout result was answered with 2', 'the layout result was answered with 2', 'the installation is done', 'reboot',
  ];
  for (const line of lines) await machine.expect(line, LIMITS.step);
}

/**
 * The second boot: through the firmware and the boot plane again, to the node on the disk, which checks in and forgets its token.
 *
 * @param units that are enabled on the node afterwards
 */
export async function expectHealthy(bench: Bench, machine: Machine, id: string, units = 'none'): Promise<void> {
  await machine.expect(/This machine is installed\./, LIMITS.firmware);
  await machine.expect(/local disk: GRUB starts the node/, LIMITS.firmware);
  await machine.expect(/node: booted from the local disk/, LIMITS.kernel);
  await machine.expect(/Basewright has seen this node healthy\./, LIMITS.step);
  await machine.expect(/node: files that hold a token: 0\n/, LIMITS.step);
  await machine.expect('node: files that hold its key: /etc/basewright/node.conf\n', LIMITS.step);
  await machine.expect(`node: units that are left: ${units}\n`, LIMITS.step);
  const view = await bench.site.view(id);
  assert.equal(view.current?.state, 'healthy');
  assert.equal(view.current.isStuck, false);
  assert.equal(view.current.fetches, 1);
  assert.deepEqual([view.current.imageBytes, view.current.imageSize], [bench.parts.image.size, bench.parts.image.size]);
  const expected = stages.filter((stage) => view.current?.isRehearsal === true || (stage !== 'waiting' && stage !== 'approved'));
  assert.deepEqual(Object.entries(stageTimes(view)).filter(([, isReached]) => isReached).map(([stage]) => stage), [...expected]);
}

/** Switched on once more after all of it: the local disk, without a question asked. */
export async function expectLocalBoot(machine: Machine, words: RegExp): Promise<void> {
  await machine.expect(words, LIMITS.firmware);
  await machine.expect(LOCAL_LINE, LIMITS.firmware);
}
