// SPDX-License-Identifier: GPL-2.0-or-later
// POST /node/report: one step of what a node does. Answered only when it is on the disk, and taken once however often it comes.

import { type ReportBody, finalSteps, ReportBody as Body, WIRE_FORMAT } from '#kickstart/fleet/wire.ts';
import { wishAfter } from '#kickstart/fleet/wish.ts';
import { redact } from '#kickstart/lifecycle/redact.ts';
import type { BootWriter } from '../store/boot-writer.ts';
import { jsonAnswer, malformed } from './answer.ts';
import { admitNode } from './node-access.ts';
import { readNodeJson } from './node-json.ts';
import { momentOf } from './node-notes.ts';
import { answered, type Decided, NEEDS_WRITE, type Turn } from './plane.ts';

const TAKEN = answered(jsonAnswer({ format: WIRE_FORMAT, taken: true }));

export function takeNodeReport(turn: Turn): Decided {
  const { asked, now, writer } = turn;
  const admitted = admitNode(turn, 'report');
  if (admitted.kind === 'refused') return admitted.decided;
  const { key, node: { host_id: hostId } } = admitted;
  const read = readNodeJson(asked.body, Body, key);
  if (read.kind === 'malformed') return answered(malformed(read.why));
  if (writer === undefined) return NEEDS_WRITE;
  const reporter = writer.reporterOf(read.value.id);
  if (reporter === hostId) return TAKEN;
  if (reporter !== undefined) return answered(malformed('"id" is that of a report of another node.'));
  keep(writer, hostId, withoutSecrets(read.value), now);
  return TAKEN;
}

/** Programs say what they were called with, passphrases too. */
function withoutSecrets(report: ReportBody): ReportBody {
  const clean = (text: string | null) => (text === null ? null : redact(text, []));
  return { ...report, reason: clean(report.reason), log: clean(report.log) };
}

function keep(writer: BootWriter, hostId: string, report: ReportBody, now: number): void {
  const { kind, step, nvr, reason, permille, wish: wishId } = report;
  const saidAt = momentOf(report.at, now);
  writer.addNodeEvent(hostId, report, { at: now, saidAt });
  if (finalSteps.some((each) => each === step)) writer.noteLast(hostId, { kind, step, nvr, reason, at: saidAt }, now);
  const wish = wishId === null ? undefined : writer.wish(wishId);
  // A node speaks for its own wishes only.
  if (wishId === null || wish?.host_id !== hostId) return;
  writer.changeWish(wishId, { state: wishAfter(wish.state, step), step, permille, reason }, now);
  writer.carryOn({ wishId, step, reason, at: now });
}
