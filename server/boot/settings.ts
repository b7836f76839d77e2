// SPDX-License-Identifier: GPL-2.0-or-later
// Settings of the boot plane alone; the others are in server/config.ts.

import { isIP } from 'node:net';
import { z } from 'zod';
import { ConfigError } from '../config.ts';
import { clientAddress } from './address.ts';

/** How images and other files get to machines. */
export type Delivery = {
  /** `published`: everybody may have an image that was published. `armed`: only machines that are being installed, by their token. */
  readonly gate: 'published' | 'armed';
  /** Location of a reverse proxy (nginx) that sends images itself, `/…/`; undefined: they are sent from here. */
  readonly accel: string | undefined;
  /** Addresses of reverse proxies: only they are told such a location, and only they are believed whom they ask for. */
  readonly proxies: ReadonlySet<string>;
  /** How long a client may take to accept one piece, in milliseconds. */
  readonly stall: number;
};

export type BootSettings = { cacheBytes: number; /** Write a log line for each request. */ logRequests: boolean; delivery: Delivery };

/** After this a client that reads nothing, or next to nothing, is gone for us. */
export const STALL_MS = 120_000;

export const usualDelivery: Delivery = { gate: 'published', accel: undefined, proxies: new Set(), stall: STALL_MS };

/** A proxy on this machine, which is where it stands when nothing else is said. */
const LOOPBACK = '127.0.0.1,::1';

const Environment = z.object({
  BASEWRIGHT_BOOT_CACHE_MIB: z
    .string()
    .regex(/^[0-9]{1,5}$/, 'must be a whole number of MiB for rendered kickstarts in memory, for example 64')
    .transform(Number)
    .prefault('64'),
  BASEWRIGHT_BOOT_LOG_REQUESTS: z.enum(['0', '1'], 'must be 1 (a log line for each request of a host) or 0').default('0'),
  BASEWRIGHT_IMAGES_GATE: z.enum(['published', 'armed'], 'must be published (everybody may fetch published images) or armed (only machines that are being installed, by their token)').default('published'),
  BASEWRIGHT_IMAGES_ACCEL: z
    .string()
    .regex(/^\/(?:[A-Za-z0-9._-]+\/)+$/, 'must be the path of an internal location of nginx with a slash at both ends, for example /basewright-images/')
    .optional(),
  BASEWRIGHT_BOOT_PROXY: z
    .string()
    .transform((text) => text.split(',').map((each) => each.trim()))
    .refine((addresses) => addresses.every((each) => isIP(each) !== 0), 'must be the IP addresses of reverse proxies, comma-separated, for example 127.0.0.1,::1')
    .transform((addresses) => new Set(addresses.map(clientAddress)))
    .optional(),
});

/**
 * Reads the settings from environment variables; an empty variable counts as not set.
 *
 * @throws {ConfigError} naming every variable that holds a wrong value.
 */
export function readBootSettings(environment: Readonly<Record<string, string | undefined>> = process.env): BootSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}; it is ${JSON.stringify(given[String(issue.path[0])])}.`));
  const { BASEWRIGHT_IMAGES_ACCEL: accel, BASEWRIGHT_BOOT_PROXY: proxies } = parsed.data;
  return {
    cacheBytes: parsed.data.BASEWRIGHT_BOOT_CACHE_MIB * 1024 * 1024,
    logRequests: parsed.data.BASEWRIGHT_BOOT_LOG_REQUESTS === '1',
    delivery: { ...usualDelivery, gate: parsed.data.BASEWRIGHT_IMAGES_GATE, accel, proxies: proxies ?? new Set(accel === undefined ? [] : LOOPBACK.split(',')) },
  };
}
