// SPDX-License-Identifier: GPL-2.0-or-later
// What a node's report does to the roll-out that asked it. The boot plane runs it in the transaction that keeps the report.

import type { ReportStep } from '#kickstart/fleet/wire.ts';
import type { Work } from './statements.ts';

/** A report that answers a wish. `at`: when it came, milliseconds since 1970. */
export type WishReport = { readonly wishId: string; readonly step: ReportStep; readonly reason: string | null; readonly at: number };

/**
 * Carries a report into its roll-out: the node's state, a pause, the next wave, going back. Does nothing for a wish of no roll-out.
 *
 * Call it after the event and the wish were written, in the same transaction: `runNow(database, rolloutReport(report))`.
 * A report changes the step of a wish; it never opens one again that has ended (`openWishStates`).
 */
export function* rolloutReport(_report: WishReport): Work<void> {
  // Filled in by the next commits.
}
