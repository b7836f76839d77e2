// SPDX-License-Identifier: GPL-2.0-or-later
// Notices an address that guesses: many MAC addresses that nobody knows, or tokens that are wrong. It gets a plain "too many" instead of another try.

/** Different unknown MAC addresses that one address may ask for, and in which time; a machine has a few cards. */
const MOST_MACS = 20;
const MACS_MS = 5 * 60_000;
/** Wrong tokens from one address: none is ever mistyped. */
const MOST_TOKENS = 10;
const TOKENS_MS = 60_000;
/** Addresses remembered at once; beyond that the oldest are forgotten. */
const MOST_ADDRESSES = 10_000;

type Guesses = { readonly macs: Map<string, number>; tokens: number[] };

export type Suspicion = {
  /** Notes a request for a MAC that no host has. Returns whether it was the one that went over the limit. */
  unknownMac(address: string, mac: string, now: number): boolean;
  /** Notes a wrong token, the same way. */
  wrongToken(address: string, now: number): boolean;
  /** Whether the address has gone over a limit. */
  isOver(address: string, now: number): boolean;
};

/** What a clock that was set back since calls future counts no longer: it would count until the clock gets there again. */
const isWithin = (length: number, at: number, now: number) => at <= now && at > now - length;

export function createSuspicion(): Suspicion {
  const known = new Map<string, Guesses>();

  function of(address: string): Guesses {
    const found = known.get(address) ?? { macs: new Map<string, number>(), tokens: [] };
    known.delete(address);
    known.set(address, found);
    const [oldest] = known.keys();
    if (known.size > MOST_ADDRESSES && oldest !== undefined) known.delete(oldest);
    return found;
  }

  function isOver(address: string, now: number): boolean {
    const found = known.get(address);
    if (found === undefined) return false;
    for (const [mac, at] of found.macs) if (!isWithin(MACS_MS, at, now)) found.macs.delete(mac);
    found.tokens = found.tokens.filter((at) => isWithin(TOKENS_MS, at, now));
    if (found.macs.size === 0 && found.tokens.length === 0) known.delete(address);
    return found.macs.size > MOST_MACS || found.tokens.length > MOST_TOKENS;
  }

  function noted(address: string, now: number, note: (guesses: Guesses) => void): boolean {
    const before = isOver(address, now);
    const guesses = of(address);
    // Over the limit the list no longer grows: its size is bounded, and the address comes free when it stops.
    if (!before) note(guesses);
    return !before && isOver(address, now);
  }

  return {
    unknownMac: (address, mac, now) => noted(address, now, ({ macs }) => macs.set(mac, now)),
    wrongToken: (address, now) => noted(address, now, (guesses) => guesses.tokens.push(now)),
    isOver,
  };
}
