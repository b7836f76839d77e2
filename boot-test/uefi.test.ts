// SPDX-License-Identifier: GPL-2.0-or-later
// A UEFI machine (OVMF) with GRUB from the network: unknown, and a rehearsal that is approved and goes on to healthy.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decideRehearsal } from '#server/installations/decide.ts';
import { type Bench, makeBench } from './bench.ts';
import { expectHealthy, expectInstalled, expectKickstart, LIMITS, unknownMachine } from './scenarios.ts';

describe('a UEFI machine with GRUB', () => {
  let bench: Bench;
  before(async () => {
    bench = await makeBench('uefi');
  });
  after(() => bench.stop());

  test('boots its local disk and stands in the inbox while nobody knows it', () => unknownMachine(bench, '52:54:00:ef:00:01'));

  test('waits in its rehearsal, is installed when that is approved, and healthy after its own first boot', async () => {
    const mac = '52:54:00:ef:00:02';
    await bench.site.armed('uefi-node', mac, true);
    const machine = bench.machine('armed', mac);
    await machine.expect('Basewright: installing uefi-node', LIMITS.firmware);
    await expectKickstart(bench, machine, 'uefi-node');
    await bench.site.log.expect(/report\/waiting","status":20/, LIMITS.step);
    assert.equal((await decideRehearsal(bench.site.store, 'uefi-node', 'approved')).outcome, 'decided');
    await machine.expect('approved. The installation goes on.', LIMITS.step);
    await expectInstalled(machine);
    await expectHealthy(bench, machine, 'uefi-node');
    await machine.stop();
  });
});
