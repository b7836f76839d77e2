// SPDX-License-Identifier: GPL-2.0-or-later
// The name-version-release of an image that is built: what imgbased takes, and what is filled in when the build is made.
import { Nvr } from '../profile/names.ts';

/** The parts as a definition holds them; the release may hold `{date}` and `{time}`. */
export type NvrParts = { readonly name: string; readonly version: string; readonly release: string };

const two = (number: number) => String(number).padStart(2, '0');

/**
 * NAME-VERSION-RELEASE of a build that is made at `now` (milliseconds since 1970).
 * `{date}` becomes the day (YYYYMMDD) and `{time}` hour and minute (HHMM), both of UTC: later builds compare as newer, the way rpm compares.
 */
export function nvrOf({ name, version, release }: NvrParts, now: number): string {
  const at = new Date(now);
  const date = `${at.getUTCFullYear()}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())}`;
  const time = `${two(at.getUTCHours())}${two(at.getUTCMinutes())}`;
  return `${name}-${version}-${release.replaceAll('{date}', date).replaceAll('{time}', time)}`;
}

export type NvrProblem = { readonly path: 'name' | 'version' | 'release'; readonly message: string };

/** What imgbased would refuse, or do harm with. Source: imgbased's naming.py, lvm.py and bootloader.py. */
export function nvrProblems(parts: NvrParts): NvrProblem[] {
  const nvr = nvrOf(parts, Date.UTC(2026, 0, 31, 23, 59));
  // A part that is wrong by itself says so at its own field.
  if (!/^[A-Za-z0-9_.+-]+$/.test(nvr) || parts.name === '' || parts.version === '' || `${parts.version}${parts.release}`.includes('-')) return [];
  const problems: NvrProblem[] = Nvr.safeParse(nvr).error?.issues.map(({ message }): NvrProblem => ({ path: 'name', message: `The image would be called ${nvr}. ${message}` })) ?? [];
  if (!/node|rhvh/.test(nvr)) {
    problems.push({ path: 'name', message: 'The name must hold "node" (or "rhvh"): imgbased removes every boot entry whose title has neither, its own included, and the machine would not start. For example: edge-node.' });
  }
  return problems;
}
