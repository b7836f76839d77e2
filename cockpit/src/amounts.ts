// SPDX-License-Identifier: GPL-2.0-or-later
// How sizes, moments and durations are written.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A size for people: "8.0 GiB". @param bytes not negative */
export function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power] ?? ''}`;
}

/** A percentage with at most one place behind the point: "5.7 %". */
export const percentText = (percent: number): string => `${Math.round(percent * 10) / 10} %`;

const two = (number: number): string => String(number).padStart(2, '0');

/** Date and time of this browser's place: "2026-11-20 07:05". @param seconds since 1970 */
export function momentText(seconds: number): string {
  const moment = new Date(seconds * 1000);
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** "3 days, 4 hours", in its two largest parts. @param seconds not negative */
export function durationText(seconds: number): string {
  const parts = [[86_400, 'day'], [3600, 'hour'], [60, 'minute']] as const;
  let rest = Math.floor(seconds);
  const words = parts.flatMap(([length, word]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`];
  });
  return words.slice(0, 2).join(', ') || 'less than a minute';
}
