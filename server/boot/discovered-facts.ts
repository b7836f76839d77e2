// SPDX-License-Identifier: GPL-2.0-or-later
// What an unknown machine says of itself in the query of its script's address. A stranger wrote it: cut, cleaned, and never sent back to a machine.

/** Names as the chain script sends them. */
const NAMES = ['uuid', 'serial', 'asset', 'manufacturer', 'product', 'platform', 'buildarch'] as const;
const MOST_CHARACTERS = 100;

export type DiscoveredFacts = Partial<Record<(typeof NAMES)[number], string>>;

/** Printable ASCII only: no firmware has more, and nothing else can play tricks on a page or a terminal. */
function cleaned(value: string): string {
  return value.replace(/[^ -~]+/g, ' ').trim().slice(0, MOST_CHARACTERS);
}

/** @param target of the request, with its query. */
export function factsInQuery(target: string): DiscoveredFacts {
  const start = target.indexOf('?');
  const query = new URLSearchParams(start === -1 ? '' : target.slice(start + 1));
  const facts: DiscoveredFacts = {};
  for (const name of NAMES) {
    const value = cleaned(query.get(name) ?? '');
    if (value !== '') facts[name] = value;
  }
  return facts;
}
