// SPDX-License-Identifier: GPL-2.0-or-later
// GET /ks/<mac>: gives a kickstart out, once. That it was given is on the disk before the first byte leaves.

import { createHash } from 'node:crypto';
import { nextState } from '#kickstart/lifecycle/states.ts';
import { stageDeadline } from '#kickstart/lifecycle/stages.ts';
import { MASK, maskSecrets } from '#kickstart/profile/secrets.ts';
import { renderKickstart } from '#kickstart/render.ts';
import type { BootHost } from '../store/boot-store.ts';
import type { BootWriter } from '../store/boot-writer.ts';
import type { InstallationRow } from '../store/installation-row.ts';
import { notRenderable, textAnswer } from './answer.ts';
import { answered, closedAnswer, type Decided, NEEDS_WRITE, type Plane, type Turn, verdictOn } from './plane.ts';
import type { Route } from './routes.ts';

export function giveKickstart(turn: Turn, route: Extract<Route, { kind: 'kickstart' }>): Decided {
  const { plane, asked, now } = turn;
  const found = plane.hosts.find(route.macs);
  if (found.kind !== 'host') {
    const [mac] = route.macs;
    if (found.kind === 'unknown' && mac !== undefined && plane.suspicion.unknownMac(asked.address, mac, now)) plane.report.guessing(asked.address, 'unknown MAC addresses');
    return closedAnswer(turn);
  }
  const installation = plane.store.installationOf(found.host.host.id);
  const verdict = verdictOn(turn, 'kickstart', route.token, installation);
  if (verdict.kind === 'open' && installation !== undefined) return giveTo(turn, found.host, installation);
  if (verdict.kind === 'closed' && verdict.reason === 'second address' && installation !== undefined) return refuseIntruder(turn, installation);
  if (verdict.kind === 'closed' && verdict.reason === 'wrong token' && plane.suspicion.wrongToken(asked.address, now)) plane.report.guessing(asked.address, 'wrong tokens');
  return closedAnswer(turn);
}

function giveTo(turn: Turn, host: BootHost, installation: InstallationRow): Decided {
  const { plane, asked, writer } = turn;
  const isHead = asked.method === 'HEAD';
  if (!isHead && writer === undefined) return NEEDS_WRITE;
  const texts = renderedFor(plane, host, installation);
  if (texts === undefined) return answered(notRenderable);
  // A HEAD gives nothing away, so it uses nothing up.
  if (!isHead && writer !== undefined) noteGiven(turn, writer, installation, texts);
  return answered(textAnswer(texts.exact));
}

type Texts = { readonly exact: string; /** Worked out when it is needed: a retry gets what is kept already. */ readonly masked: () => string };

function renderedFor({ store, bootUrl, report }: Plane, { profile, host }: BootHost, installation: InstallationRow): Texts | undefined {
  const rehearsal = installation.is_rehearsal === 1;
  try {
    return {
      exact: renderKickstart(profile, host, { url: bootUrl, token: store.token(installation.id), nodeKey: store.nodeKey(installation.id), rehearsal }).text,
      masked: () => renderKickstart(maskSecrets(profile), host, { url: bootUrl, token: MASK, nodeKey: MASK, rehearsal }).text,
    };
  } catch (error) {
    report.renderFailed(host.id, error);
    return undefined;
  }
}

function noteGiven({ asked, now }: Turn, writer: BootWriter, installation: InstallationRow, { exact, masked }: Texts): void {
  const sha256 = createHash('sha256').update(exact).digest('hex');
  const fetches = installation.fetches + 1;
  const opening = nextState(installation.state, 'open');
  writer.change(installation.id, {
    fetches,
    ...(opening !== undefined && { state: opening, stage: 'kickstart' as const, opened_at: now, opened_from: asked.address, stage_at: now, deadline: stageDeadline('kickstart', now) ?? null }),
  });
  writer.addEvent(installation.id, { at: now, kind: 'kickstart', address: asked.address, detail: { sha256, fetch: fetches } });
  if (writer.lastServed(installation.id) !== sha256) writer.addServed(installation.id, { at: now, address: asked.address, sha256, text: masked() });
}

/** Two addresses with one MAC: one of them is not the machine that was meant. Nobody can tell which, so neither gets anything more. */
function refuseIntruder(turn: Turn, installation: InstallationRow): Decided {
  const { plane, asked, now, writer } = turn;
  const state = nextState(installation.state, 'intrude');
  if (state === undefined) return closedAnswer(turn);
  if (writer === undefined) return NEEDS_WRITE;
  writer.change(installation.id, { state, deadline: null });
  writer.addEvent(installation.id, { at: now, kind: 'intruder', address: asked.address, detail: { first: installation.opened_from } });
  plane.report.intruder(installation.host_id, installation.opened_from ?? '', asked.address);
  return closedAnswer(turn);
}
