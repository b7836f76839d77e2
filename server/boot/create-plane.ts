// SPDX-License-Identifier: GPL-2.0-or-later
// Puts together what the routes of the boot plane work with.

import type { Site } from '../installations/installability.ts';
import type { BootStore } from '../store/boot-store.ts';
import { createDiscovered } from './discovered.ts';
import { createImageProgress } from './image-progress.ts';
import { createKnownHosts } from './known-hosts.ts';
import type { Report } from './log.ts';
import type { Plane } from './plane.ts';
import { createSuspicion } from './suspicion.ts';

type Parts = { store: BootStore; report: Report; /** For hosts in memory. */ cacheBytes: number; site: Site; now?: () => number };

export function createPlane({ store, report, cacheBytes, site, now = Date.now }: Parts): Plane {
  return {
    store, report, now, bootUrl: site.bootUrl, dataDirectory: site.dataDirectory,
    hosts: createKnownHosts(store, cacheBytes), suspicion: createSuspicion(), progress: createImageProgress(store, report, now), discovered: createDiscovered(),
  };
}
