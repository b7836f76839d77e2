// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: a running node as the boot plane meets it: what it says, and with which key.

import { randomUUID } from 'node:crypto';
import type { CheckInBody, ReportBody } from '#kickstart/fleet/wire.ts';
import { nodeKey } from '../fleet/node-key.ts';
import { type AskOptions, type BootSite, host } from './boot-plane.fixture.ts';
import { reply, type Reply } from './delivery.fixture.ts';

export const NVR = 'node-1.0-1';

/** Of a node that is well. */
export function checkInBody(more: Partial<CheckInBody> = {}): CheckInBody {
  return {
    format: 1, version: '0.1.0', hostname: 'node2.example.com', layer: `${NVR}+1`, base: NVR, layout: [{ base: NVR, layers: [`${NVR}+1`] }], bootDefault: `${NVR}+1`,
    health: { word: 'ok', checks: [{ name: 'Mount points', ok: true, reason: null }], at: 1_700_000_000 }, pool: { dataPercent: 40.5, metadataPercent: 12.25, size: 50_000_000_000 },
    channel: null, last: null, kernel: '5.14.0', uptime: 1000, bootCounting: 'distribution', cockpit: { port: 9090, addresses: ['192.0.2.7'] }, ...more,
  };
}

export function reportBody(more: Partial<ReportBody> = {}): ReportBody {
  return {
    format: 1, id: randomUUID(), at: 1_700_000_100, operation: '6c7f6b36-19fb-4a4f-9a0c-0d1b7c3a5e10', kind: 'upgrade', wish: null, step: 'begun', nvr: 'node-1.1-1', layer: `${NVR}+1`,
    permille: null, reason: null, log: null, ...more,
  };
}

/** Sends a document as a node does. */
export function say(port: number, what: 'check-in' | 'report', key: string, document: unknown, { headers = [], ...more }: AskOptions = {}): Promise<Reply> {
  const body = typeof document === 'string' ? document : JSON.stringify(document);
  return reply(port, `/node/${what}`, { method: 'POST', headers: [`Authorization: Bearer ${key}`, 'Content-Type: application/json', ...headers], body, ...more });
}

/** Arms a host; returns the key that its kickstart carries. */
export async function armedKey(site: BootSite, id = host.id): Promise<string> {
  const { installation } = await site.arm({ id });
  return nodeKey(site.store.vault, installation.id);
}
