// SPDX-License-Identifier: GPL-2.0-or-later
// Puts tested images into the catalogue of a running server: what a test of channels begins with. Testing real images has tests of its own.
import type { Page } from '@playwright/test';
import type { Verdict } from '../kickstart/catalogue/test-report.ts';
import { addTest, addTestImage, hashOf, knowPackages } from '../server/channels/channel.fixture.ts';
import { openStore } from '../server/store/store.ts';
import type { RunningServer } from './frame/server.ts';
import { expect } from './frame/test.ts';

export { hashOf };

type Given = Parameters<typeof addTestImage>[2];

/** Adds image `number`, named my-node-<number>.0-1, as tested. */
export async function seedImage(server: RunningServer, number: number, given: Given = {}): Promise<string> {
  const store = await openStore(server.dataDirectory);
  try {
    return await addTestImage({ ...store, directory: server.dataDirectory }, number, given);
  } finally {
    await store.close();
  }
}

/** Makes the packages of image `number` known. */
export async function seedPackages(server: RunningServer, number: number, ...names: string[]): Promise<void> {
  const store = await openStore(server.dataDirectory);
  try {
    await knowPackages(store, hashOf(number), ...names);
  } finally {
    await store.close();
  }
}

/** Adds a test of image `number`. */
export async function seedTest(server: RunningServer, number: number, verdict: Verdict): Promise<void> {
  const store = await openStore(server.dataDirectory);
  try {
    await addTest({ ...store, directory: server.dataDirectory }, number, verdict);
  } finally {
    await store.close();
  }
}

/** Makes a channel, and gives it an image. */
export async function seedChannel(page: Page, server: RunningServer, id: string, { target = 'centos9', image }: { target?: string; image?: number } = {}): Promise<void> {
  const headers = { origin: server.adminUrl };
  const made = await page.request.put(`${server.adminUrl}/api/v1/channels/${id}`, { headers, data: { title: `Channel ${id}`, target } });
  expect(made.ok(), await made.text()).toBe(true);
  if (image === undefined) return;
  const moved = await page.request.post(`${server.adminUrl}/api/v1/channels/${id}/move`, { headers: { ...headers, 'if-match': '*' }, data: { sha256: hashOf(image), kind: 'publish' } });
  expect(moved.ok(), await moved.text()).toBe(true);
}
