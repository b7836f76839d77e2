// SPDX-License-Identifier: GPL-2.0-or-later
// POST /t/<token>/report/<kind>: what a machine tells about its installation. Believed by its token, checked by its form, and never of a kind that opens the gate.

import { causeOfLayout, type KnownCause, knownCause } from '#kickstart/lifecycle/causes.ts';
import { checkInAnswer, readCheckIn } from '#kickstart/lifecycle/check-in.ts';
import { parseLayoutResult } from '#kickstart/lifecycle/layout-result.ts';
import { machineFacts } from '#kickstart/lifecycle/machine-facts.ts';
import { plainText } from '#kickstart/lifecycle/plain-text.ts';
import { redact } from '#kickstart/lifecycle/redact.ts';
import { parseReport } from '#kickstart/lifecycle/report-text.ts';
import { type LifecycleEvent, nextState } from '#kickstart/lifecycle/states.ts';
import { isAfter, type Stage, stageDeadline } from '#kickstart/lifecycle/stages.ts';
import { secretsOf } from '#kickstart/profile/secrets.ts';
import { hashToken } from '../installations/token.ts';
import type { BootHost } from '../store/boot-store.ts';
import type { BootWriter } from '../store/boot-writer.ts';
import type { InstallationRow } from '../store/installation-row.ts';
import { malformed, textAnswer } from './answer.ts';
import { answered, closedAnswer, type Decided, NEEDS_WRITE, type Turn, verdictOn } from './plane.ts';
import type { Route } from './routes.ts';

/** What a report means: where it leads, what the timeline keeps of it, and what the machine is told. */
type Meaning = {
  readonly happened: LifecycleEvent;
  readonly stage?: Stage;
  /** Name of the event in the timeline. */
  readonly kind: string;
  readonly detail?: object;
  readonly log?: string;
  /** Of a layout step that failed. */
  readonly cause?: KnownCause | null;
  readonly reply?: string;
};

type Read = { readonly kind: 'meaning'; readonly meaning: Meaning } | { readonly kind: 'malformed'; readonly why: string };

const TAKEN = 'taken\n';
/** Last part of a log, in characters. */
const LOG_CHARACTERS = 64 * 1024;

export function takeReport(turn: Turn, { token, report }: Extract<Route, { kind: 'report' }>): Decided {
  const { plane, asked, now, writer } = turn;
  const installation = plane.store.installationByToken(hashToken(token));
  if (installation === undefined && plane.suspicion.wrongToken(asked.address, now)) plane.report.guessing(asked.address, 'wrong tokens');
  if (verdictOn(turn, 'report', token, installation).kind === 'closed' || installation === undefined) return closedAnswer(turn);
  const host = plane.store.bootHostById(installation.host_id);
  if (host === undefined) return closedAnswer(turn);
  if (writer === undefined) return NEEDS_WRITE;
  const read = readReport(report, asked.body ?? Buffer.alloc(0), host, [token, plane.store.nodeKey(installation.id)]);
  if (read.kind === 'malformed') return answered(malformed(read.why));
  note(turn, writer, installation, read.meaning);
  return answered(textAnswer(read.meaning.reply ?? TAKEN));
}

function meaning(happened: LifecycleEvent, stage: Stage | undefined, more: Partial<Meaning> = {}): Read {
  return { kind: 'meaning', meaning: { happened, ...(stage !== undefined && { stage }), kind: stage ?? 'failed', ...more } };
}

function readReport(report: Extract<Route, { kind: 'report' }>['report'], body: Buffer, { profile }: BootHost, secrets: readonly string[]): Read {
  switch (report) {
    case 'started':
    case 'waiting':
      return meaning('progress', report, { detail: machineFacts(parseReport(body)) });
    case 'storage':
    case 'image':
      return meaning('progress', report);
    case 'layout':
      return readLayout(body);
    case 'installed':
      return meaning('install', 'installed');
    case 'failed':
      return readFailure(body, [...secrets, ...secretsOf(profile).map(({ value }) => value)]);
    case 'check-in': {
      const checkIn = readCheckIn(parseReport(body), { hasLayout: profile.layout.init });
      const reply = checkInAnswer(checkIn);
      return checkIn.isHealthy
        ? meaning('check-in', 'healthy', { kind: 'check-in', detail: checkIn, reply })
        : meaning('progress', undefined, { kind: 'check-in', detail: checkIn, reply });
    }
  }
}

function readLayout(body: Buffer): Read {
  const result = parseLayoutResult(body.toString('utf8'));
  if (result === undefined) return { kind: 'malformed', why: 'it is not the result of the layout step (JSON with "format" 1 and an "outcome").' };
  // The add-on says when it begins: then the image is on the disk.
  if (result.outcome === 'started') return meaning('progress', 'image');
  return result.outcome === 'done' ? meaning('progress', 'layout', { detail: result }) : meaning('fail', undefined, { kind: 'layout', detail: result, cause: causeOfLayout(result) });
}

function readFailure(body: Buffer, secrets: readonly string[]): Read {
  const log = parseReport(body).log;
  if (log === undefined) return { kind: 'malformed', why: 'it has no section @log.' };
  const text = redact(plainText(log, log.length), secrets).slice(-LOG_CHARACTERS);
  return meaning('fail', undefined, { detail: { cause: knownCause(text), bytes: Buffer.byteLength(text) }, log: text });
}

/** A report that comes twice (its answer was lost) says nothing new. Check-ins come again until all is well, and each other one is news. */
function isNews(writer: BootWriter, installation: InstallationRow, { kind, detail }: Meaning): boolean {
  if (kind === 'check-in') return writer.lastDetail(installation.id, kind) !== JSON.stringify(detail);
  return writer.countEvents(installation.id, kind) === 0;
}

function note({ asked, now }: Turn, writer: BootWriter, installation: InstallationRow, meant: Meaning): void {
  const state = nextState(installation.state, meant.happened);
  // What cannot happen in this state is told by a machine that goes on after its installation was given up or replaced: kept as a note, believed for nothing.
  const reached = state !== undefined && meant.stage !== undefined && isAfter(meant.stage, installation.stage) ? meant.stage : undefined;
  const isOver = state === 'failed' || state === 'healthy';
  writer.change(installation.id, {
    ...(state !== undefined && { state }),
    ...(reached !== undefined && { stage: reached, stage_at: now, deadline: stageDeadline(reached, now) ?? null }),
    ...(isOver && { deadline: null }),
  });
  if (meant.log !== undefined) writer.putLog(installation.id, now, meant.log);
  if (!isNews(writer, installation, meant)) return;
  writer.addEvent(installation.id, { at: now, kind: meant.kind, address: asked.address, ...(meant.detail !== undefined && { detail: meant.detail }) });
  // The layout step's own words are the best there are about its failure; the log that may follow is kept beside them.
  if (meant.kind === 'layout' && meant.cause !== undefined && writer.countEvents(installation.id, 'failed') === 0)
    writer.addEvent(installation.id, { at: now, kind: 'failed', address: asked.address, detail: { cause: meant.cause, bytes: 0 } });
  if (state === 'healthy' && installation.state !== 'healthy') writer.addEvent(installation.id, { at: now, kind: 'healthy', address: asked.address });
}
