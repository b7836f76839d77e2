// SPDX-License-Identifier: GPL-2.0-or-later
// Who uses an image, in a sentence: why it cannot go.

import type { ImageUsers } from './catalogue.ts';

const MOST_NAMED = 5;

/** "Used by the profiles a, b and the channel c." Children are not among them: they hold everything they need. */
export function usersText(users: Partial<Omit<ImageUsers, 'children'>>): string {
  const parts = [
    part('the profile', 'the profiles', (users.profiles ?? []).map(({ id }) => id)),
    part('the host', 'the hosts', (users.hosts ?? []).map(({ hostname }) => hostname)),
    part('the channel', 'the channels', (users.channels ?? []).map(({ id }) => id)),
    part('the roll-out', 'the roll-outs', (users.rollouts ?? []).map(({ title }) => `"${title}"`)),
  ].filter((each) => each !== '');
  return parts.length === 0 ? 'Nothing uses it.' : `It is used by ${parts.join(' and ')}.`;
}

function part(one: string, many: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `${names.length === 1 ? one : many} ${names.slice(0, MOST_NAMED).join(', ')}${more}`;
}
