// SPDX-License-Identifier: GPL-2.0-or-later
// The check-in of a booted node: what it runs, and whether that is the healthy node that was to be installed.
import { parseCheck, parseCurrentLayer, parseLayout, type CheckVerdict } from './check-verdict.ts';
import { reachableAddresses } from './links.ts';
import { plainLine, plainLines } from './plain-text.ts';
import type { ReportText } from './report-text.ts';

type ShownVerdict = { readonly status: string; readonly checks: readonly { readonly name: string; readonly isOk: boolean; readonly checks: readonly { readonly name: string; readonly isOk: boolean }[] }[] };

export type CheckIn = {
  /** The booted layer, or null when the node does not name one. */
  readonly layer: string | null;
  /** Names of bases and layers. */
  readonly layout: readonly string[];
  /** What `imgbase check` says; null when it said nothing. */
  readonly verdict: ShownVerdict | null;
  readonly kernel: string | null;
  readonly addresses: readonly string[];
  readonly failedUnits: readonly string[];
  readonly isHealthy: boolean;
  /** Why it is not healthy, in sentences; empty when it is. */
  readonly reasons: readonly string[];
};

export type CheckInRules = { /** Whether the profile has the layout step. Without it a node that has booted is healthy. */ readonly hasLayout: boolean };

const MOST = { units: 32, text: 200, reasons: 16 } as const;

/** Failed checks, each with imgbase's own reason. */
function failedChecks({ checks }: CheckVerdict): string[] {
  return checks.filter((group) => !group.isOk).flatMap((group) => {
    const failed = group.checks.filter((check) => !check.isOk);
    const inner = failed.map((check) => `${group.name}: "${check.name}" is not right${check.reason === null ? '' : ` (${check.reason})`}.`);
    return inner.length > 0 ? inner : [`${group.name} is not right${group.reason === null ? '' : ` (${group.reason})`}.`];
  });
}

function reasonsOf(layer: string | null, layout: readonly string[], verdict: CheckVerdict | null): string[] {
  const reasons: string[] = [];
  if (layer === null) reasons.push('The node does not name the layer it runs from: imgbase is missing in the image, or the node has booted something else. Look at "imgbase w" on the node.');
  else if (!layout.includes(layer)) reasons.push(`The node runs from ${layer}, which its layout does not name. Look at "imgbase layout" on the node.`);
  else if (!/\+[0-9]+$/.test(layer)) reasons.push(`The node runs from ${layer}, which is a base and not a layer. Choose the entry of the layer in the boot menu.`);
  if (verdict === null) reasons.push('The node did not say what "imgbase check" finds. Run it on the node.');
  else if (verdict.status !== 'OK') reasons.push(`"imgbase check" says ${verdict.status}.`, ...failedChecks(verdict));
  return reasons.slice(0, MOST.reasons);
}

const shown = ({ status, checks }: CheckVerdict): ShownVerdict => ({
  status, checks: checks.map(({ name, isOk, checks: inner }) => ({ name, isOk, checks: inner.map((check) => ({ name: check.name, isOk: check.isOk })) })),
});

/** What a report `check-in` says. Never throws. */
export function readCheckIn(report: ReportText, { hasLayout }: CheckInRules): CheckIn {
  const layer = parseCurrentLayer(report.layer ?? '');
  const layout = parseLayout(report.layout ?? '');
  const verdict = parseCheck(report.check ?? '');
  const reasons = hasLayout ? reasonsOf(layer, layout, verdict) : [];
  return {
    layer, layout,
    verdict: verdict && shown(verdict),
    kernel: plainLine(report.kernel ?? '', MOST.text) || null,
    addresses: reachableAddresses(report.addresses ?? ''),
    failedUnits: plainLines(report['failed-units'] ?? '', MOST.units, MOST.text),
    isHealthy: reasons.length === 0,
    reasons,
  };
}

/** What the server answers to a check-in: the node checks in again until it reads `healthy`. */
export function checkInAnswer({ isHealthy, reasons }: CheckIn): string {
  return isHealthy ? 'healthy\n' : `not healthy: ${reasons[0] ?? ''}\n`;
}
