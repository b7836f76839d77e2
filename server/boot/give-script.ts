// SPDX-License-Identifier: GPL-2.0-or-later
// GET /boot/<mac>/ipxe and /boot/<mac>/grub.cfg: the installer for an armed host, the local disk for every other known one, a harmless menu for the rest.

import { canonicalMac } from '#kickstart/profile/names.ts';
import type { BootHost } from '../store/boot-store.ts';
import type { InstallationRow } from '../store/installation-row.ts';
import { Tree, treeUrls } from '../trees/tree.ts';
import { textAnswer } from './answer.ts';
import { factsInQuery } from './discovered-facts.ts';
import type { Verdict } from './gate.ts';
import { answered, closedAnswer, type Decided, NEEDS_WRITE, type Turn, verdictOn } from './plane.ts';
import type { Route, ScriptForm } from './routes.ts';
import { genericGrubConfig, installerGrubConfig, localBootGrubConfig, unknownGrubConfig, waitGrubConfig } from './scripts/grub.ts';
import { installerArguments } from './scripts/installer-arguments.ts';
import { chainScript, type InstallerBoot, installerScript, type LocalBootReason, localBootScript, unknownScript, waitScript } from './scripts/ipxe.ts';

type Scripts = {
  readonly chain: (bootUrl: string) => string;
  readonly installer: (boot: InstallerBoot) => string;
  readonly local: (reason: LocalBootReason) => string;
  readonly unknown: (bootUrl: string) => string;
  readonly wait: (bootUrl: string) => string;
};

const scripts: Readonly<Record<ScriptForm, Scripts>> = {
  ipxe: { chain: chainScript, installer: installerScript, local: localBootScript, unknown: unknownScript, wait: waitScript },
  grub: { chain: genericGrubConfig, installer: installerGrubConfig, local: localBootGrubConfig, unknown: unknownGrubConfig, wait: waitGrubConfig },
};

/** Machines that may stand in the inbox at once; and entries in a timeline of one that asks for its script again and again. */
const MOST_DISCOVERIES = 1000;
const MOST_SCRIPT_EVENTS = 20;

/** The script that any machine begins with. */
export function giveChain({ plane }: Turn, form: ScriptForm): Decided {
  return answered(textAnswer(scripts[form].chain(plane.bootUrl)));
}

/** For as long as the store cannot be read: a boot loader takes no 503 for an answer, so it is told in its own words to come again. */
export function giveWait({ plane }: Pick<Turn, 'plane'>, form: ScriptForm): Decided {
  return answered(textAnswer(scripts[form].wait(plane.bootUrl)));
}

export function giveScript(turn: Turn, { form, mac }: Extract<Route, { kind: 'script' }>): Decided {
  const { plane } = turn;
  const found = plane.hosts.find([mac]);
  if (found.kind !== 'host') return giveUnknown(turn, form, mac);
  const installation = plane.store.installationOf(found.host.host.id);
  const verdict = verdictOn(turn, 'script', undefined, installation);
  if (verdict.kind === 'closed' || installation === undefined) return local(form, localReason(verdict, installation));
  const boot = installerBoot(turn, found.host, installation, mac);
  if (boot === undefined) return local(form, 'no installer');
  return noted(turn, installation, answered(textAnswer(scripts[form].installer(boot))));
}

/** Made once each: most machines that boot are known and get one of these. */
const locals = new Map<string, Decided>();

function local(form: ScriptForm, reason: LocalBootReason): Decided {
  const key = `${form} ${reason}`;
  const made = locals.get(key) ?? answered(textAnswer(scripts[form].local(reason)));
  locals.set(key, made);
  return made;
}

function localReason(verdict: Verdict, installation: InstallationRow | undefined): LocalBootReason {
  if (installation?.decision === 'refused') return 'refused';
  if (verdict.kind !== 'closed') return 'not armed';
  if (verdict.reason === 'done') return installation?.state === 'failed' ? 'failed' : 'installed';
  return verdict.reason === 'expired' || verdict.reason === 'window over' || verdict.reason === 'in progress' ? 'expired' : 'not armed';
}

/** What to boot; undefined when there is no installer for the target or one of its values cannot stand in a script, which the log tells. */
function installerBoot({ plane }: Turn, { profile, host }: BootHost, installation: InstallationRow, mac: string): InstallerBoot | undefined {
  const { store, bootUrl, report } = plane;
  const body = store.tree(profile.target);
  if (body === undefined) {
    report.noInstaller(host.id, profile.target);
    return undefined;
  }
  try {
    const { kernel, initrd, stage2 } = treeUrls(Tree.parse(JSON.parse(body)), bootUrl);
    const args = installerArguments({ bootUrl, mac, token: store.token(installation.id), stage2, profile, host });
    return { bootUrl, host: host.id, kernel, initrd, arguments: args };
  } catch (error) {
    report.renderFailed(host.id, error);
    return undefined;
  }
}

/** That a machine came for its installer is told in the timeline, as long as it does not come again and again. */
function noted(turn: Turn, installation: InstallationRow, decided: Decided): Decided {
  const { asked, now, writer } = turn;
  if (asked.method === 'HEAD') return decided;
  if (writer === undefined) return NEEDS_WRITE;
  if (writer.countEvents(installation.id, 'script') < MOST_SCRIPT_EVENTS) writer.addEvent(installation.id, { at: now, kind: 'script', address: asked.address });
  return decided;
}

function giveUnknown(turn: Turn, form: ScriptForm, mac: string): Decided {
  const { plane, asked, now, writer } = turn;
  if (plane.suspicion.unknownMac(asked.address, mac, now)) plane.report.guessing(asked.address, 'unknown MAC addresses');
  if (plane.suspicion.isOver(asked.address, now)) return closedAnswer(turn);
  const decided = answered(textAnswer(scripts[form].unknown(plane.bootUrl)));
  if (asked.method === 'HEAD' || canonicalMac(mac) === undefined) return decided;
  if (plane.discovered.isKnown(mac, asked.url, now)) return decided;
  if (writer === undefined) return NEEDS_WRITE;
  plane.discovered.note(mac, asked.url, now);
  writer.discover({ mac, at: now, address: asked.address, facts: factsInQuery(asked.url) }, MOST_DISCOVERIES);
  return decided;
}
