// SPDX-License-Identifier: GPL-2.0-or-later
// The key of a node is a secret: the machine has it, and neither a file of this server nor its log, nor what anybody but an admin is shown.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { nodeKey } from '../fleet/node-key.ts';
import { readNode } from '../fleet/node-detail.ts';
import { readLog } from '../installations/failure-log.ts';
import { servedKickstart } from '../installations/served.ts';
import { readInstallation } from '../installations/view.ts';
import { type BootSite, BOOT_URL, host, MAC, openBootSite, read, type RunningPlane, runPlane } from './boot-plane.fixture.ts';
import { checkInBody, reportBody, say } from './node.fixture.ts';

let site: BootSite;
let plane: RunningPlane;
before(async () => {
  site = await openBootSite();
  plane = await runPlane(site);
});
after(() => site.remove());

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name)).filter((path) => statSync(path).isFile());
}

test('from arming to check-ins and reports the key stays with the machine', async () => {
  const { installation, token } = await site.arm();
  const key = nodeKey(site.store.vault, installation.id);
  const kickstart = await read(plane.port, `/ks/${MAC}`);
  assert.equal(kickstart.status, 200);
  assert(kickstart.body.includes(`key = ${key}\n`), 'the machine gets it');
  const served = await servedKickstart(site.store.database, installation.id);
  assert(served !== undefined && served.text.includes('key = ********\n') && !served.text.includes(key));
  // A log that quotes the file with the key.
  const failed = await read(plane.port, `/t/${token}/report/failed`, { method: 'POST', body: `@log\nkey = ${key}\nTraceback\n` });
  assert.equal(failed.status, 200);
  const log = await readLog(site.store, host.id);
  assert(log !== undefined && log.includes('Traceback') && !log.includes(key));
  assert.equal((await say(plane.port, 'check-in', key, checkInBody())).status, 200);
  assert.equal((await say(plane.port, 'report', key, reportBody({ step: 'failed', reason: `No such key: ${key}`, log: `key = ${key}\n` }))).status, 200);
  await plane.stop();
  for (const shown of [await readInstallation(site.store, host.id, BOOT_URL), await readNode(site.store, host.id)]) assert(shown !== undefined && !JSON.stringify(shown).includes(key));
  const files = filesBelow(site.store.directory);
  assert(files.length > 1);
  for (const path of files) assert(!readFileSync(path).includes(key), path);
  assert(!plane.log.join('').includes(key));
});
