// SPDX-License-Identifier: GPL-2.0-or-later
// A node as the boot plane sees it: it checks in with its key, and reports what it does.
import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { CheckInAnswer, type Wanted } from '../kickstart/fleet/wire.ts';
import type { RunningServer } from './frame/server.ts';
import { expect } from './frame/test.ts';

const GIB = 1024 ** 3;

/** The image that test machines run when nothing else is said, and the one before it. */
export const [OLD, NEW] = ['my-node-1.0-1', 'my-node-2.0-1'] as const;

const CHECKS = [
  { name: 'Bootloader', ok: true, reason: null }, { name: 'Mount points', ok: true, reason: null }, { name: 'Thin storage', ok: true, reason: null }, { name: 'Failed units', ok: true, reason: null },
];

/** What a healthy node says of itself. */
function checkInOf(hostname: string, more: object = {}): object {
  return {
    format: 1, version: '1.0', hostname, layer: `${OLD}+1`, base: OLD, layout: [{ base: OLD, layers: [`${OLD}+1`] }], bootDefault: `${OLD}+1`,
    health: { word: 'ok', checks: CHECKS, at: Math.floor(Date.now() / 1000) - 120 },
    pool: { dataPercent: 31.4, metadataPercent: 12.2, size: 300 * GIB }, channel: null, last: null, kernel: '5.14.0-503.el9.x86_64', uptime: 7_384, bootCounting: 'distribution',
    cockpit: { port: 9090, addresses: ['192.0.2.20'] },
    ...more,
  };
}

/** What differs when it has two images and runs `running`. */
export function twoImages(running: string): object {
  return { layer: `${running}+1`, base: running, bootDefault: `${running}+1`, layout: [OLD, NEW].map((base) => ({ base, layers: [`${base}+1`] })) };
}

type Step = { wish?: Pick<Wanted, 'id'>; kind?: string; step: string; nvr?: string; layer?: string; permille?: number; reason?: string; log?: string };

type Node = {
  /** Checks in; what is wanted of it is the answer. */
  checkIn: (more?: object) => Promise<CheckInAnswer>;
  /** Reports steps of one operation, in order. */
  report: (...steps: readonly Step[]) => Promise<void>;
  /** The status of a check-in, whatever it is. */
  status: () => Promise<number>;
};

/** A node that has this key. */
export function nodeOf({ bootUrl }: Pick<RunningServer, 'bootUrl'>, hostname: string, key: string): Node {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const post = (path: string, body: object) => fetch(`${bootUrl}/node/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  let last: object = {};
  return {
    checkIn: async (more = {}) => {
      last = { ...last, ...more };
      const answer = await post('check-in', checkInOf(hostname, last));
      const text = await answer.text();
      expect(answer.status, text).toBe(200);
      return CheckInAnswer.parse(JSON.parse(text));
    },
    report: async (...steps) => {
      const operation = randomUUID();
      for (const { wish, kind = 'upgrade', nvr = NEW, layer = `${OLD}+1`, ...step } of steps) {
        const answer = await post('report', { format: 1, id: randomUUID(), at: Math.floor(Date.now() / 1000), operation, kind, wish: wish?.id ?? null, nvr, layer, permille: null, reason: null, log: null, ...step });
        expect(answer.status, await answer.text()).toBe(200);
      }
    },
    status: async () => (await post('check-in', checkInOf(hostname, last))).status,
  };
}

/** The node of a host that is there, with a key that the admin of `page` makes. */
export async function seedNode(page: Page, server: RunningServer, hostname: string): Promise<Node> {
  const answer = await page.request.post(`${server.adminUrl}/api/v1/hosts/${hostname}/node/key`, { headers: { origin: server.adminUrl } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return nodeOf(server, hostname, z.object({ key: z.string() }).parse(await answer.json()).key);
}
