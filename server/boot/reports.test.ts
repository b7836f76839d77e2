// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of reports on the boot plane: what each one leads to, what is refused, and that nothing of a refused one is kept.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { reportKinds, reportLimits } from '#kickstart/lifecycle/report-text.ts';
import { secretsOf } from '#kickstart/profile/secrets.ts';
import { readLog } from '../installations/failure-log.ts';
import { readInstallation } from '../installations/view.ts';
import { ask, type BootSite, BOOT_URL, exchange, host, MAC, NOT_FOUND, openBootSite, profile, read, runPlane, type RunningPlane, wholeAnswer } from './boot-plane.fixture.ts';
import { REPORTS_MS } from './gate.ts';

const SEED = 20261124;
let site: BootSite;
let plane: RunningPlane;
let token: string;
let now = 0;

before(async () => {
  site = await openBootSite();
  plane = await runPlane(site, { now: () => now });
});
after(async () => {
  await plane.stop();
  await site.remove();
});
/** A machine that has just got its kickstart. */
beforeEach(async () => {
  now = Date.now();
  await site.disarm();
  ({ token } = await site.arm());
  assert.equal((await read(plane.port, `/ks/${MAC}`)).status, 200);
});

const post = (report: string, body = '', by = token) => ask(plane.port, `/t/${by}/report/${report}`, { method: 'POST', body, headers: ['Content-Type: text/plain'] });
const view = async () => {
  const found = await readInstallation(site.store, host.id, BOOT_URL);
  assert(found?.current !== undefined);
  return { ...found, current: found.current };
};
const TAKEN = wholeAnswer('200 OK', 'taken\n');
const STARTED = '@serial\nS6ES-123\n@memory\n16303424\n@disks\n{"blockdevices":[{"name":"sdb","size":240057409536,"type":"disk","model":"X","serial":"Y","children":[]}]}\n@links\n[]\n@target\nsdb\n@addon\npresent\n';
const LAYER = 'ovirt-node-ng-4.5.5-0.20261101.0+1';
const CHECK = '\u001b[32mOK\u001b[0m';
const checkIn = (status = CHECK) => `@layer\nYou are on ${LAYER}\n@layout\novirt-node-ng-4.5.5-0.20261101.0\n +- ${LAYER}\n@check\nStatus: ${status}\nBootloader ... ${status}\n  Layer boot entries ... ${status}\n@kernel\n5.14.0-503\n@addresses\n[]\n@failed-units\n`;
const layout = (more: object) => JSON.stringify({ format: 1, addon: '1.0', nvr: 'ovirt-node-ng-4.5.5-0.20261101.0', seconds: {}, warnings: [], fixes: [], ...more });

describe('a good installation', () => {
  test('goes through its stages in order, and only the check-in of its booted layer makes it healthy', async () => {
    const steps: [string, string, string, string][] = [
      ['started', STARTED, 'started', 'installing'], ['storage', '', 'storage', 'installing'], ['layout', layout({ outcome: 'started' }), 'image', 'installing'],
      ['layout', layout({ outcome: 'done', base: 'ovirt-node-ng-4.5.5-0.20261101.0', layer: LAYER }), 'layout', 'installing'], ['installed', '', 'installed', 'installed'],
    ];
    for (const [report, body, stage, state] of steps) {
      now += 60_000;
      assert.equal(await post(report, body), TAKEN, report);
      const { current } = await view();
      assert.deepEqual([current.stage, current.state, current.stageAt], [stage, state, now], report);
    }
    assert.match(await post('check-in', checkIn('\u001b[31mFAILED\u001b[0m')), /^HTTP\/1\.1 200 [^]*\r\n\r\nnot healthy: .+\n$/);
    assert.equal((await view()).current.state, 'installed', 'it booted, and is not well');
    assert.equal(await post('check-in', checkIn()), wholeAnswer('200 OK', 'healthy\n'));
    const { current, events } = await view();
    assert.deepEqual([current.state, current.stage, current.deadline, current.stages.some(({ isLost }) => isLost)], ['healthy', 'healthy', undefined, false]);
    assert.deepEqual(events.map(({ kind }) => kind), ['armed', 'kickstart', 'started', 'storage', 'image', 'layout', 'installed', 'check-in', 'check-in', 'healthy']);
    assert.deepEqual(await ask(plane.port, `/ks/${MAC}`), NOT_FOUND);
  });

  test('survives lost reports: the check-in alone makes it healthy, and the stages between are told as lost', async () => {
    await post('started', STARTED);
    assert.equal(await post('check-in', checkIn()), wholeAnswer('200 OK', 'healthy\n'));
    const { current } = await view();
    assert.equal(current.state, 'healthy');
    assert.deepEqual(current.stages.filter(({ isLost }) => isLost).map(({ stage }) => stage), ['storage', 'image', 'layout', 'installed']);
  });

  test('a report that comes twice is one event', async () => {
    for (let round = 0; round < 3; round += 1) assert.equal(await post('started', STARTED), TAKEN);
    for (let round = 0; round < 3; round += 1) await post('check-in', checkIn());
    assert.deepEqual((await site.events()).filter((kind) => kind !== 'kickstart'), ['armed', 'started', 'check-in', 'healthy']);
  });

  test('a late report of an earlier stage takes nothing back', async () => {
    await post('storage');
    await post('started', STARTED);
    assert.equal((await view()).current.stage, 'storage');
  });
});

describe('a failed installation', () => {
  test('keeps its log without any secret, and its known cause', async () => {
    const secrets = [token, ...secretsOf(profile).map(({ value }) => value)];
    const log = `==> /tmp/anaconda.log <==\nChecksum of image does not match\n${secrets.join('\nleak: ')}\nrootpw --iscrypted $6$abc$${'x'.repeat(86)}\n`;
    assert.equal(await post('failed', `@log\n${log}`), TAKEN);
    const { current, events } = await view();
    assert.deepEqual([current.state, current.deadline, current.hasLog], ['failed', undefined, true]);
    const detail = JSON.stringify(events.find(({ kind }) => kind === 'failed')?.detail);
    assert.match(detail, /"cause":\{"id":"[a-z-]+","title":"/);
    const kept = (await readLog(site.store, host.id)) ?? '';
    assert.match(kept, /Checksum of image does not match/);
    for (const secret of [...secrets, '$6$abc']) assert.ok(!kept.includes(secret), secret);
    assert.equal((await read(plane.port, `/boot/${MAC}/ipxe`)).body.includes('inst.ks'), false, 'no installer again');
  });

  test('a layout step that failed fails it at once, in its own words', async () => {
    await post('layout', layout({ outcome: 'failed', error: { class: 'check', problem: 'The root volume is not thin.', fix: 'Make it thin.', lastLines: [] } }));
    const { current, events } = await view();
    assert.equal(current.state, 'failed');
    assert.match(JSON.stringify(events.find(({ kind }) => kind === 'failed')?.detail), /thin/i);
    await post('failed', '@log\nlate words\n');
    assert.equal((await site.events()).filter((kind) => kind === 'failed').length, 1);
    assert.match((await readLog(site.store, host.id)) ?? '', /late words/);
  });
});

describe('a rehearsal', () => {
  test('waits for its decision by its token, and a disarm refuses', async () => {
    await site.disarm();
    ({ token } = await site.arm({ isRehearsal: true }));
    assert.equal(await ask(plane.port, `/t/${token}/decision`), NOT_FOUND, 'before the kickstart');
    await read(plane.port, `/ks/${MAC}`);
    await post('waiting', STARTED);
    assert.equal(await ask(plane.port, `/t/${token}/decision`), wholeAnswer('200 OK', 'waiting\n'));
    await site.store.database.updateTable('installations').set({ decision: 'approved' }).where('host_id', '=', host.id).where('is_current', '=', 1).execute();
    assert.equal(await ask(plane.port, `/t/${token}/decision`), wholeAnswer('200 OK', 'approved\n'));
    await site.disarm();
    assert.equal(await ask(plane.port, `/t/${token}/decision`), wholeAnswer('200 OK', 'refused\n'));
    assert.equal(await ask(plane.port, `/t/${'A'.repeat(43)}/decision`), NOT_FOUND);
  });

  test('an installation that is none has nothing to decide', async () => {
    assert.equal(await ask(plane.port, `/t/${token}/decision`), NOT_FOUND);
  });
});

describe('what is refused', () => {
  test('a wrong token, another token, one before its kickstart, and one after a day: the same 404, nothing kept', async () => {
    const before = await site.events();
    for (const kind of reportKinds) assert.equal(await post(kind, '', 'A'.repeat(43)), NOT_FOUND, kind);
    now += REPORTS_MS;
    assert.equal(await post('installed'), NOT_FOUND, 'after a day');
    assert.deepEqual(await site.events(), before);
    await site.disarm();
    ({ token } = await site.arm());
    assert.equal(await post('installed'), NOT_FOUND, 'before its kickstart');
    assert.deepEqual(await site.events(), ['armed']);
  });

  test('one that is too large: 413 before it is read, whether it says so or not', async () => {
    for (const kind of reportKinds) {
      const tooLong = reportLimits[kind] + 1;
      const said = await exchange(plane.port, `POST /t/${token}/report/${kind} HTTP/1.1\r\nHost: x\r\nContent-Length: ${tooLong}\r\n\r\n`);
      assert.match(said, /^HTTP\/1\.1 413 /, kind);
      const chunk = 'x'.repeat(tooLong);
      const unsaid = await exchange(plane.port, `POST /t/${token}/report/${kind} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.length.toString(16)}\r\n${chunk}\r\n`);
      assert.match(unsaid, /^HTTP\/1\.1 413 /, kind);
    }
    assert.equal((await view()).current.stage, 'kickstart');
  });

  test('one that is not of its form: 400 with a reason', async () => {
    assert.match(await post('layout', '{"format":1'), /^HTTP\/1\.1 400 [^]*not the result of the layout step/);
    assert.match(await post('layout', '[]'), /^HTTP\/1\.1 400 /);
    assert.match(await post('failed', 'no section'), /^HTTP\/1\.1 400 [^]*@log/);
    assert.deepEqual(await site.events(), ['armed', 'kickstart']);
  });

  test('one that breaks off, and one of no kind', async () => {
    const broken = connect(plane.port, '127.0.0.1', () => broken.end(`POST /t/${token}/report/storage HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc`));
    broken.resume();
    await once(broken, 'close');
    for (const kind of ['', 'healthy', 'armed', 'started/x', '../ks']) assert.match(await post(kind), /^HTTP\/1\.1 405 /, kind);
    assert.equal((await view()).current.stage, 'kickstart');
  });

  test('200 hostile bodies of every kind: 200 or 400, never a 500, and no control character is kept', async () => {
    const hostile = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.constantFrom(STARTED, checkIn(), '@log\n\u0000\u001b]0;x\u0007', '@disks\n[[[[', '@disks\n{"blockdevices":{}}', `@layout\n${'x'.repeat(20_000)}`), fc.json().map((json) => `@links\n${json}\n@disks\n${json}`), fc.json());
    for (const [index, body] of fc.sample(hostile, { seed: SEED, numRuns: 200 }).entries()) {
      const kind = reportKinds[index % reportKinds.length] ?? 'started';
      const bounded = Buffer.from(body).subarray(0, reportLimits[kind]).toString('latin1');
      assert.match(await post(kind, bounded), /^HTTP\/1\.1 (200|400) /, `seed ${SEED}, ${kind}: ${JSON.stringify(body)}`);
    }
    const stored = JSON.stringify(await site.store.database.selectFrom('installation_events').select('detail').execute());
    assert.doesNotMatch(stored, /\\u00(0[0-8bcef]|1[0-9a-f])|\\\\u00(0|1)/);
    assert.doesNotMatch(plane.log.join(''), /"event":"mistake"/);
  });
});

test('reports of a machine whose host was disarmed are believed for what has happened, and open nothing', async () => {
  await site.disarm();
  await post('storage');
  assert.deepEqual([(await view()).current.state, (await view()).current.stage], ['disarmed', 'storage']);
  assert.equal(await ask(plane.port, `/ks/${MAC}`), NOT_FOUND);
  await post('installed');
  assert.equal((await view()).current.state, 'installed');
});

test('an installation that says nothing for too long is stuck, and a sign of life heals it', async () => {
  await post('storage');
  const { deadline = 0 } = (await view()).current;
  site.store.pass(deadline - site.store.now());
  assert.equal((await view()).current.isStuck, true);
  now = deadline;
  await post('image');
  assert.equal((await view()).current.isStuck, false);
});
