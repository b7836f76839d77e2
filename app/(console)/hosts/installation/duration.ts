// SPDX-License-Identifier: GPL-2.0-or-later
// Lengths of time and amounts of bytes in words.

const SECOND = 1000;

/** `0 s`, `45 s`, `3 min 05 s`, `1 h 02 min`, `2 d 3 h`; less than nothing is nothing. @param length in milliseconds. */
export function durationText(length: number): string {
  const seconds = Math.max(0, Math.floor(length / SECOND));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${padded(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${padded(minutes % 60)} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function padded(number: number): string {
  return String(number).padStart(2, '0');
}

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `512 bytes`, `1.5 GiB`, `894 GiB`: three digits, as much as a person compares. @param bytes at least 0. */
export function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length, bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const size = bytes / 1024 ** power;
  return `${size.toFixed(power === 0 || size >= 100 ? 0 : 1)} ${UNITS[power - 1] ?? 'bytes'}`;
}
