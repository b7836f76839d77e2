// SPDX-License-Identifier: GPL-2.0-or-later
// The gate: may this host have its kickstart now? The boot plane and the admin plane ask this one function.

/** `closed`: a machine is told the same in all three cases; only people and logs learn the reason. Times in milliseconds since 1970. */
export type Verdict =
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'closed'; readonly reason: 'unknown host' | 'not armed' | 'expired' };

const UNKNOWN: Verdict = { kind: 'closed', reason: 'unknown host' };
const NOT_ARMED: Verdict = { kind: 'closed', reason: 'not armed' };
const EXPIRED: Verdict = { kind: 'closed', reason: 'expired' };

/**
 * @param host undefined when no host has the MAC that was asked for.
 * @param now milliseconds since 1970; an arming has ended at its very end.
 */
export function judge(host: { readonly armedUntil: number | undefined } | undefined, now: number): Verdict {
  if (host === undefined) return UNKNOWN;
  if (host.armedUntil === undefined) return NOT_ARMED;
  return now < host.armedUntil ? { kind: 'open', until: host.armedUntil } : EXPIRED;
}
