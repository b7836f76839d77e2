// SPDX-License-Identifier: GPL-2.0-or-later
// A BIOS machine with the iPXE of its network card: unknown, installed to healthy and in the fleet, failed by a wrong checksum, and a rehearsal that is refused.
import assert from 'node:assert/strict';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { decideRehearsal } from '#server/installations/decide.ts';
import { readLog } from '#server/installations/failure-log.ts';
import { type Bench, makeBench } from './bench.ts';
import { expectInFleet } from './fleet-scene.ts';
import { sha256Of } from './parts.ts';
import { expectHealthy, expectInstalled, expectKickstart, expectLocalBoot, kinds, LIMITS, unknownMachine } from './scenarios.ts';

describe('a BIOS machine with iPXE', () => {
  let bench: Bench;
  before(async () => {
    bench = await makeBench('bios', true);
  });
  after(() => bench.stop());

  test('boots its local disk and stands in the inbox while nobody knows it', () => unknownMachine(bench, '52:54:00:b0:00:01'));

  test('is installed once when it is armed, is healthy after its own first boot, and is a node of the fleet by its tools', async () => {
    const mac = '52:54:00:b0:00:02';
    await bench.site.armed('bios-node', mac);
    const machine = bench.machine('armed', mac);
    await machine.expect(/Basewright: installing bios-node/, LIMITS.firmware);
    await machine.expect(/vmlinuz\.\.\.[^\n]*ok\n/, LIMITS.firmware);
    await machine.expect(/initrd\.img\.\.\.[^\n]*ok\n/, LIMITS.firmware);
    await expectKickstart(bench, machine, 'bios-node');
    await expectInstalled(machine);
    await expectHealthy(bench, machine, 'bios-node', 'basewright-node-health.service basewright-node-check-in.timer');
    await expectInFleet(bench, machine, 'bios-node');
    await machine.stop();
  });

  test('powers off with its disk as it was when its rehearsal is refused', async () => {
    const mac = '52:54:00:b0:00:03';
    await bench.site.armed('refused-node', mac, true);
    const machine = bench.machine('refused', mac);
    const before = sha256Of(bench.diskOf('refused'));
    await machine.expect(/waits to be approved or refused in the browser/, LIMITS.kernel);
    await bench.site.log.expect(/report\/waiting","status":20/, LIMITS.step);
    assert.deepEqual(kinds(await bench.site.view('refused-node')).slice(-2), ['started', 'waiting']);
    assert.equal((await decideRehearsal(bench.site.store, 'refused-node', 'refused')).outcome, 'decided');
    await machine.expect(/The installation was refused\. No disk was changed\. This machine powers off\./, LIMITS.step);
    await machine.ended;
    assert.equal(sha256Of(bench.diskOf('refused')), before);
    const { current } = await bench.site.view('refused-node');
    assert.deepEqual([current?.state, current?.decision], ['disarmed', 'refused']);
    const again = bench.machine('refused', mac);
    await expectLocalBoot(again, /The installation of this machine was refused\./);
    await again.stop();
  });

  test('tells why it failed when the image is not what its checksum says, and is not installed again', async () => {
    const mac = '52:54:00:b0:00:04';
    await bench.site.armed('failed-node', mac);
    const { sha256, size } = bench.parts.image;
    // As if a disk of the server had changed a byte: the last of all tests here that use the image.
    const image = openSync(join(bench.site.dataDirectory, 'images', sha256), 'r+');
    writeSync(image, Buffer.from('changed'), 0, 7, size - 4096);
    closeSync(image);
    const machine = bench.machine('failed', mac);
    await machine.expect(/Checksum of image does not match/, LIMITS.kernel);
    await machine.expect(/stand-in: power off/, LIMITS.step);
    await machine.ended;
    const view = await bench.site.view('failed-node');
    assert.equal(view.current?.state, 'failed');
    assert.match((await readLog(bench.site.store, 'failed-node')) ?? '', /Checksum of image does not match/);
    assert.equal(kinds(view).at(-1), 'failed');
    const again = bench.machine('failed', mac);
    await expectLocalBoot(again, /The last installation of this machine failed/);
    await again.stop();
  });
});
