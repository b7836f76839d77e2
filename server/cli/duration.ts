// SPDX-License-Identifier: GPL-2.0-or-later
// Durations as they are typed: 60m, 2h, 90d, 12w.
import { refusal } from './command.ts';

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440, w: 10_080 };

/**
 * The minutes of a duration such as `60m`, `2h`, `90d` or `12w`.
 * @throws {CommandError} naming `option`
 */
export function readMinutes(option: string, text: string): number {
  const [, count, unit = ''] = /^([0-9]{1,6})([mhdw])$/.exec(text) ?? [];
  const minutes = MINUTES[unit];
  if (minutes === undefined) throw refusal(option, 'Write a number and a unit: m for minutes, h for hours, d for days, w for weeks, for example 60m or 90d.');
  return Number(count) * minutes;
}
