// SPDX-License-Identifier: GPL-2.0-or-later
// What tests of roll-outs begin with: hosts that follow a channel of their own, and the card that shows how far a roll-out is.
import type { Page } from '@playwright/test';
import { seedChannel } from './channel-seed.ts';
import type { RunningServer } from './frame/server.ts';
import { seeder } from './seed.ts';

/** Image 2 of the seeds. */
export const NEW = 'my-node-2.0-1';

export const progress = (page: Page) => page.getByRole('region', { name: 'Progress' });

/** Hosts that follow a channel of their own, which has image 2 (or another one); what their nodes run is image 1. */
export async function seedFollowers(page: Page, server: RunningServer, channel: string, hostnames: readonly string[], image = 2): Promise<void> {
  const seed = seeder(page, server);
  await seedChannel(page, server, channel, { image });
  await seed.profile(`of-${channel}`, { image: { channel } });
  let number = 0;
  for (const hostname of hostnames) {
    number += 1;
    await seed.host(hostname, `52:54:00:${Buffer.from(channel).subarray(0, 2).toString('hex').replace(/(..)(..)/, '$1:$2')}:${String(number).padStart(2, '0')}`, `of-${channel}`);
  }
}
