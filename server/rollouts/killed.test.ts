// SPDX-License-Identifier: GPL-2.0-or-later
// A roll-out while the boot plane and the worker are killed in the middle of a wave and begun again: its state is in the store, nothing is asked twice, and no report is lost.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CheckInAnswer } from '#kickstart/fleet/wire.ts';
import { checkInBody, reportBody } from '../boot/node.fixture.ts';
import { BEFORE, type Fleet, nameOf, openFleet } from './rollout.fixture.ts';

const NODES = 14;
/** Fails after the installation, in the middle of the second wave. */
const FAILING = nameOf(5);
/** Never checks in; it is in the last wave. */
const MUTE = nameOf(13);
const AGAIN_MS = 50;
const LIMIT = { timeout: 120_000 };

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const Ready = z.object({ kind: z.literal('ready'), port: z.number() });

let fleet: Fleet;
let plane: ChildProcess;
let worker: ChildProcess;
let port = 0;
const output: string[] = [];

function start(script: string, more: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path(script)], {
    env: { ...process.env, BASEWRIGHT_DATA: fleet.store.directory, BASEWRIGHT_WORK: `${fleet.store.directory}/../work`, ...more }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(String(chunk)));
  return child;
}

/** On the port of before, so that nodes find it again. */
async function startPlane(): Promise<void> {
  plane = start('../boot/main.ts', { BASEWRIGHT_BOOT_LISTEN: `127.0.0.1:${port}` });
  port = await new Promise<number>((resolve, reject) => {
    plane.once('message', (message) => resolve(Ready.parse(message).port));
    plane.once('exit', (code) => reject(new Error(`the boot plane ended with ${code}: ${output.join('')}`)));
  });
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

before(async () => {
  fleet = await openFleet(NODES);
  fleet.store.pass(Date.now() - fleet.store.now());
  // The worker looks after the files of images too, and would find that these hold none.
  await fleet.store.database.updateTable('images').set({ size: Buffer.byteLength('image 162'), hashed_at: Date.now() + 60_000 }).execute();
  await startPlane();
  worker = start('../jobs/main.ts');
});
after(async () => {
  await Promise.all([end(plane, 'SIGTERM'), end(worker, 'SIGTERM')]);
  await fleet.remove();
});

function post(host: string, what: 'check-in' | 'report', document: object): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: `/node/${what}`, method: 'POST', headers: { authorization: `Bearer ${fleet.keys.get(host) ?? ''}`, 'content-type': 'application/json' } }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += String(chunk))).on('end', () => resolve({ status: response.statusCode ?? 0, body })).on('error', reject);
    });
    asked.on('error', reject).end(JSON.stringify(document));
  });
}

/** As a node does: again and again until it is taken. */
async function postUntilTaken(host: string, what: 'check-in' | 'report', document: object): Promise<string> {
  for (;;) {
    const answer = await post(host, what, document).catch(() => undefined);
    if (answer?.status === 200) return answer.body;
    assert([undefined, 429, 503].includes(answer?.status), `${host} ${what}: ${answer?.status} ${answer?.body}`);
    await wait(AGAIN_MS);
  }
}

/** What each node was told, every time. */
const told = new Map<string, string[]>();
const sent: string[] = [];
let taken = 0;
let onTaken: (count: number) => void = () => {};

async function say(host: string, wish: string, kind: 'upgrade' | 'rollback', steps: readonly ('begun' | 'install' | 'installed' | 'rebooting' | 'good' | 'failed' | 'rolled-back')[]): Promise<void> {
  const operation = randomUUID();
  for (const step of steps) {
    const report = reportBody({ wish, kind, step, operation });
    sent.push(report.id);
    await postUntilTaken(host, 'report', report);
    taken += 1;
    onTaken(taken);
  }
}

/** One check-in, and everything that is wanted; each wish once. */
async function turn(host: string): Promise<void> {
  const { wanted } = CheckInAnswer.parse(JSON.parse(await postUntilTaken(host, 'check-in', checkInBody({ base: BEFORE, layer: `${BEFORE}+1`, hostname: host }))));
  if (wanted === null) return;
  const known = told.get(host) ?? [];
  if (known.includes(wanted.id)) return;
  told.set(host, [...known, wanted.id]);
  if (wanted.action === 'rollback') await say(host, wanted.id, 'rollback', ['begun', 'rolled-back']);
  else await say(host, wanted.id, 'upgrade', host === FAILING ? ['begun', 'install', 'installed', 'failed'] : ['begun', 'install', 'installed', 'rebooting', 'good']);
}

test('killed twice in the middle of a wave, it goes on to its end', LIMIT, async () => {
  const id = await fleet.rollOut({ canary: 2, waveSize: 6, allowedFailures: 1, nodeMinutes: 60 });
  const kills: Promise<void>[] = [];
  onTaken = (count) => {
    if (count !== 17 && count !== 29) return;
    kills.push(end(plane, 'SIGKILL').then(startPlane));
    if (count === 17) kills.push(end(worker, 'SIGKILL').then(() => { worker = start('../jobs/main.ts'); }));
  };
  const nodes = Array.from({ length: NODES }, (_, number) => nameOf(number)).filter((host) => host !== MUTE);
  for (let round = 0; round < 5; round += 1) await Promise.all(nodes.map(turn));
  await Promise.all(kills);
  assert.equal(kills.length, 3);

  const states = await fleet.states(id);
  assert.deepEqual([(await fleet.rollout(id)).state, (await fleet.rollout(id)).wave, states[MUTE], states[FAILING]], ['running', 2, 'asked', 'fallen-back']);
  assert.equal(Object.values(states).filter((state) => state === 'healthy').length, NODES - 2);
  for (const host of nodes) assert.equal(told.get(host)?.length, host === FAILING ? 2 : 1, `${host} was told ${told.get(host)?.length} times`);
  const { database } = fleet.store;
  const kept = await database.selectFrom('node_events').select('id').execute();
  assert.deepEqual(kept.map((event) => event.id).sort(), sent.toSorted(), 'each report is kept once');
  const wishes = await database.selectFrom('node_wishes').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  assert.equal(wishes.count, NODES + 1, 'one wish for each node, and one to go back');

  // Its hour is over: the worker, begun again, finds it.
  await database.updateTable('rollout_nodes').set({ deadline: Date.now() - 1 }).where('host_id', '=', MUTE).execute();
  while ((await fleet.rollout(id)).state === 'running') await wait(AGAIN_MS);
  assert.deepEqual([(await fleet.states(id))[MUTE], (await fleet.rollout(id)).state], ['silent', 'done']);
});
