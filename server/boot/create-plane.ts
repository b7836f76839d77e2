// SPDX-License-Identifier: GPL-2.0-or-later
// Puts together what the routes of the boot plane work with.

import { USUAL_INTERVAL } from '#kickstart/fleet/wire.ts';
import type { Site } from '../installations/installability.ts';
import type { BootStore } from '../store/boot-store.ts';
import { createDiscovered } from './discovered.ts';
import { limits } from './http-server.ts';
import { createImageProgress } from './image-progress.ts';
import { createKnownHosts } from './known-hosts.ts';
import type { Report } from './log.ts';
import { createParallel } from './parallel.ts';
import { createNodeNotes } from './node-notes.ts';
import type { Plane } from './plane.ts';
import { type Delivery, usualDelivery } from './settings.ts';
import { createSuspicion } from './suspicion.ts';

type Parts = { store: BootStore; report: Report; /** For hosts in memory. */ cacheBytes: number; site: Site; delivery?: Delivery; /** How often running nodes shall check in. */ checkInSeconds?: number; now?: () => number };

export function createPlane({ store, report, cacheBytes, site, delivery = usualDelivery, checkInSeconds = USUAL_INTERVAL, now = Date.now }: Parts): Plane {
  return {
    store, report, now, delivery, checkInSeconds, bootUrl: site.bootUrl, imagesUrl: site.imagesUrl, dataDirectory: site.dataDirectory,
    hosts: createKnownHosts(store, cacheBytes), suspicion: createSuspicion(), progress: createImageProgress(store, report, now), discovered: createDiscovered(), parallel: createParallel(limits.downloadsPerAddress),
    nodes: createNodeNotes(store, report, checkInSeconds),
  };
}
