// SPDX-License-Identifier: GPL-2.0-or-later
// How many heavy jobs run at the same time: BASEWRIGHT_WORKERS.

import { ConfigError } from '../config.ts';

const MOST = 16;

/** @throws {ConfigError} for anything but a whole number from 1 to 16. */
export function workerPlaces(environment: Readonly<Record<string, string | undefined>>): number {
  const text = environment['BASEWRIGHT_WORKERS'] || '1';
  const places = Number(text);
  if (/^[0-9]{1,2}$/.test(text) && places >= 1 && places <= MOST) return places;
  throw new ConfigError([`BASEWRIGHT_WORKERS must be a whole number from 1 to ${MOST}; it is ${JSON.stringify(text)}.`]);
}
