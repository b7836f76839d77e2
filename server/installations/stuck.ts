// SPDX-License-Identifier: GPL-2.0-or-later
// When an installation counts as stuck: its machine was to be heard of by now.

/** @param installation `deadline` in milliseconds since 1970; null where nothing is waited for. */
export function isStuck({ state, deadline }: { state: string | null; deadline: number | null }, now: number): boolean {
  return (state === 'installing' || state === 'installed') && deadline !== null && deadline <= now;
}
