// SPDX-License-Identifier: GPL-2.0-or-later
// Settings of the boot plane alone; the others are in server/config.ts.

import { z } from 'zod';
import { ConfigError } from '../config.ts';

export type BootSettings = { cacheBytes: number; /** Write a log line for each request. */ logRequests: boolean };

const Environment = z.object({
  BASEWRIGHT_BOOT_CACHE_MIB: z
    .string()
    .regex(/^[0-9]{1,5}$/, 'must be a whole number of MiB for rendered kickstarts in memory, for example 64')
    .transform(Number)
    .prefault('64'),
  BASEWRIGHT_BOOT_LOG_REQUESTS: z.enum(['0', '1'], 'must be 1 (a log line for each request of a host) or 0').default('0'),
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
  return { cacheBytes: parsed.data.BASEWRIGHT_BOOT_CACHE_MIB * 1024 * 1024, logRequests: parsed.data.BASEWRIGHT_BOOT_LOG_REQUESTS === '1' };
}
