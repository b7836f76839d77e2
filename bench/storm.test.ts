// SPDX-License-Identifier: GPL-2.0-or-later
// The boot storm in small: nothing is lost or wrong, also when the service restarts in the middle of it. How fast it is, `npm run bench:storm` says.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { countStates, type Machine, makeArmedHosts, makeImage } from './dataset.ts';
import { type HeldService, startHeldService } from './held-service.ts';
import { kinds } from './machines.ts';
import { imagePath, openInstallations, runStorm } from './run-storm.ts';

const BOOT_PLANE = [process.execPath, '--disable-warning=ExperimentalWarning', fileURLToPath(new URL('../server/boot/main.ts', import.meta.url))];
const READY = /boot-plane-ready/;
const SEED = 20261124;
const MACHINES = 500;
const RESTARTED = 300;
const DOWNLOADS = 4;
const IMAGE_MIB = 24;

/** As dracut asks for a kickstart in the installer's initramfs. */
const CURL = ['--globoff', '--location', '--retry', '3', '--retry-connrefused', '--fail', '--show-error', '--silent'];

function open(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, { agent: false }, resolve).once('error', reject));
}

function sha256Of(stream: IncomingMessage): Promise<string> {
  const hash = createHash('sha256');
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => hash.update(chunk));
    stream.once('error', reject);
    stream.once('end', () => resolve(hash.digest('hex')));
    stream.resume();
  });
}

describe('a storm of machines', () => {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-storm-'));
  let machines: Machine[] = [];
  let restarted: Machine[] = [];
  let fetching: Machine[] = [];
  let late: Machine[] = [];
  let service: HeldService;
  let sha256: string;

  before(async () => {
    const all = await makeArmedHosts(directory, MACHINES + RESTARTED + DOWNLOADS + 1);
    const take = (count: number) => all.splice(0, count);
    machines = take(MACHINES);
    restarted = take(RESTARTED);
    fetching = take(DOWNLOADS);
    late = take(1);
    sha256 = makeImage(directory, IMAGE_MIB);
    service = await startHeldService(BOOT_PLANE, { BASEWRIGHT_DATA: directory });
    await service.says(READY);
    await openInstallations(service.url, fetching, MACHINES);
  });
  after(async () => {
    await service.end();
    rmSync(directory, { recursive: true });
  });

  test(`all ${MACHINES} get script and kickstart and are believed, and images come whole beside them (seed ${SEED})`, async () => {
    const result = await runStorm({ url: service.url, machines, within: 1000, seed: SEED, downloads: { machines: fetching, sha256 }, isReported: true });
    assert.deepEqual([...new Set(result.samples.map(({ error }) => error))], [undefined]);
    assert.equal(result.samples.length, MACHINES * kinds.length);
    assert.equal(result.samples.filter(({ refused }) => refused > 0).length, 0);
    assert.deepEqual(result.images.each.map(({ bytes, error }) => [bytes, error]), fetching.map(() => [IMAGE_MIB * 1024 * 1024, undefined]));
    assert.deepEqual(await countStates(directory), { armed: RESTARTED + 1, installing: MACHINES + DOWNLOADS });
  });

  test('a restart with a socket that is held refuses nobody, and lets a download run to its end', { timeout: 120_000 }, async () => {
    const [slow, curling] = [fetching[0], late[0]];
    assert(slow !== undefined && curling !== undefined);
    const image = await open(service.url + imagePath(slow, sha256));
    image.pause();
    const restart = async () => {
      // The download stands still, so the service cannot end before it goes on.
      const stopped = service.stop();
      await service.says(/"event":"boot-plane-waits","downloads":1,/);
      const hash = sha256Of(image);
      assert.equal(await stopped, 0);
      // Nobody accepts now: whoever comes waits in the kernel.
      const curl = promisify(execFile)('curl', [...CURL, `${service.url}/t/${curling.token}/ks/${curling.mac}`]);
      await service.start();
      assert.equal(await hash, sha256);
      return (await curl).stdout;
    };
    let kickstart: Promise<string> | undefined;
    const result = await runStorm({
      url: service.url, machines: restarted, within: 1000, seed: SEED, downloads: { machines: [], sha256 }, isReported: true,
      onMachine: (finished) => {
        if (finished === 50) kickstart = restart();
      },
    });
    assert.deepEqual([...new Set(result.samples.map(({ error }) => error))], [undefined]);
    assert.equal(result.samples.filter(({ refused }) => refused > 0).length, 0);
    assert.ok((await kickstart)?.includes(`--hostname=${curling.hostId}`));
    assert.deepEqual(await countStates(directory), { installing: MACHINES + RESTARTED + DOWNLOADS + 1 });
  });
});
