// SPDX-License-Identifier: GPL-2.0-or-later
// rollout create, list, show, pause, resume, stop, rollback.
import type { z } from 'zod';
import { RolloutRequest, RolloutRollbackRequest, StopRequest, type RolloutDetail, type RolloutNode, type RolloutSummary } from '#kickstart/fleet/rollout-view.ts';
import { failuresOf, waveName } from '#kickstart/fleet/rollout.ts';
import { pauseRollout, resumeRollout, rollBackRollout, type RolloutDone, stopRollout } from '../rollouts/deeds.ts';
import { makeRollout } from '../rollouts/make.ts';
import { type Plan, planRollout } from '../rollouts/plan.ts';
import { listRolloutNodes, listRollouts, RolloutListRequest, RolloutNodesRequest, rolloutDetail, rolloutSummary } from '../rollouts/view.ts';
import { fieldProblems } from '../store/problems.ts';
import type { Store } from '../store/store.ts';
import { type Answer, CommandError, failure, type Invocation, type Run } from './command.ts';
import { allPages, withStore } from './data.ts';
import { printable, table } from './output.ts';

const missing = (id: string): CommandError => failure('ID', `There is no roll-out "${id}". "basewright rollout list" shows what there is.`);

/** Fields of a request by the options that set them. */
const OPTIONS: Readonly<Record<string, string>> = { channel: 'CHANNEL', waveSize: '--wave-size', allowedFailures: '--allowed-failures', nodeMinutes: '--minutes', soakMinutes: '--soak', skipSilent: '--skip-silent' };

/** @throws {CommandError} that names the options which are wrong */
function checked<T>(schema: z.ZodType<T>, given: object): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new CommandError(2, fieldProblems(parsed.error).map(({ path, message }) => ({ path: OPTIONS[path] ?? `--${path.split('.')[0] ?? path}`, message })));
}

/** Without the members that nobody gave. */
function given(members: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** What is no number is refused by the schema, with its own words. */
const count = (text: string | undefined): unknown => (text === undefined ? undefined : /^[0-9]+$/.test(text) ? Number(text) : text);

function requestOf(invocation: Invocation): RolloutRequest {
  return checked(RolloutRequest, given({
    channel: invocation.argument('CHANNEL'), title: invocation.option('title'), canary: count(invocation.option('canary')), waveSize: count(invocation.option('wave-size')),
    allowedFailures: count(invocation.option('allowed-failures')), nodeMinutes: count(invocation.option('minutes')), soakMinutes: count(invocation.option('soak')), reboot: invocation.option('reboot'),
    hosts: invocation.option('hosts')?.split(',').map((id) => id.trim()).filter((id) => id !== ''), skipSilent: invocation.has('skip-silent'),
  }));
}

export const create: Run = (invocation) => withStore(invocation, async (store, { dataDirectory }) => {
  const request = requestOf(invocation);
  const unknown = failure('CHANNEL', `There is no channel "${request.channel}". "basewright channel list" shows what there is.`);
  if (invocation.has('dry-run')) {
    const plan = await planRollout(store.database, request, { dataDirectory, now: store.now() });
    if (plan === undefined) throw unknown;
    return planAnswer(plan);
  }
  const answer = await makeRollout(store, request, { actor: undefined, dataDirectory });
  if (answer.outcome === 'missing') throw unknown;
  if (answer.outcome === 'refused') throw new CommandError(1, [...answer.obstacles.map((message) => ({ path: '', message })), ...leftOutLines(answer.plan).map((message) => ({ path: '', message }))]);
  const nodes = await everyNode(store, answer.id);
  const left = nodes.filter(({ wave }) => wave < 0).map(({ hostId, reason }) => `${hostId} is left out: ${reason ?? ''}`);
  return { stdout: `${answer.id}\n`, notes: left, json: { id: answer.id, leftOut: nodes.filter(({ wave }) => wave < 0) } };
});

const leftOutLines = ({ leftOut }: Plan): string[] => leftOut.map(({ id, reason }) => `${id} is left out: ${reason}`);

function planAnswer(plan: Plan): Answer {
  const { aim, planned, waves, obstacles, warnings } = plan;
  const rows = planned.map(({ host, wave, warning }) => [String(wave + 1), host.id, host.node?.nvr ?? '-', warning ?? '']);
  const head = aim === null ? '' : `${planned.length} ${planned.length === 1 ? 'node' : 'nodes'} in ${waves} ${waves === 1 ? 'wave' : 'waves'} to ${aim.nvr}\n`;
  return {
    stdout: `${head}${rows.length === 0 ? '' : `\n${table(['WAVE', 'HOST', 'RUNS', 'NOTE'], rows)}`}`,
    notes: [...warnings, ...leftOutLines(plan)], problems: [...obstacles], exit: obstacles.length > 0 ? 1 : 0,
    json: { image: aim, waves, nodes: planned.map(({ host, wave, warning }) => ({ id: host.id, wave, warning })), leftOut: plan.leftOut, obstacles, warnings },
  };
}

const share = ({ fraction }: RolloutSummary): string => `${Math.floor(fraction * 100)} %`;

export const list: Run = (invocation) => withStore(invocation, async (store) => {
  const request = checked(RolloutListRequest, given({ state: invocation.option('state'), channel: invocation.option('channel'), limit: 100 }));
  const rollouts = await allPages((cursor) => listRollouts(store.database, { ...request, cursor }));
  const rows = rollouts.map((each) => [each.id, each.state, share(each), `${each.wave + 1}/${each.waves}`, String(each.counts.healthy), String(failuresOf(each.counts)), String(each.total), each.madeAt, each.title]);
  return {
    stdout: rows.length === 0 ? '' : table(['ID', 'STATE', 'ENDED', 'WAVE', 'HEALTHY', 'FAILED', 'NODES', 'MADE', 'TITLE'], rows),
    notes: rows.length > 0 ? [] : ['There is no such roll-out. Make one: basewright rollout create CHANNEL'],
    json: { rollouts },
  };
});

export const show: Run = (invocation) => withStore(invocation, async (store) => {
  const id = invocation.argument('ID');
  const rollout = await rolloutDetail(store.database, id);
  if (rollout === undefined) throw missing(id);
  const all = await everyNode(store, id);
  const nodes = invocation.has('nodes') ? all : all.filter(({ state, wave }) => wave >= 0 && !['waiting', 'healthy'].includes(state));
  const rows = nodes.map((node) => [node.wave < 0 ? '-' : String(node.wave + 1), node.hostId, node.state, node.wish?.step ?? '-', node.reason ?? '']);
  const parts = [facts(rollout), waveTable(rollout), ...(rows.length === 0 ? [] : [table(['WAVE', 'HOST', 'STATE', 'STEP', 'REASON'], rows)]), history(rollout)];
  return { stdout: parts.join('\n'), exit: rollout.state === 'paused' || rollout.state === 'stopped' ? 1 : 0, json: { ...rollout, nodes: all } };
});

function facts(rollout: RolloutDetail): string {
  const rows: readonly (readonly [string, string | null])[] = [
    ['id', rollout.id], ['title', rollout.title], ['image', rollout.nvr], ['channel', rollout.channel], ['state', rollout.state], ['reason', rollout.reason], ['ended', `${share(rollout)} of ${rollout.total} nodes`],
    ['wave', `${rollout.wave + 1} of ${rollout.waves} (${waveName(rollout.wave)})`], ['soak', rollout.soakMinutes === 0 ? null : `${rollout.soakMinutes} minutes`], ['next wave', rollout.nextWaveAt], ['left out', rollout.leftOut === 0 ? null : String(rollout.leftOut)], ['reboot', rollout.reboot], ['made', `${rollout.madeAt}${rollout.madeBy === null ? '' : ` by ${rollout.madeBy}`}`],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(10)}${printable(value)}\n`])).join('');
}

function waveTable({ waveCounts }: RolloutDetail): string {
  const rows = waveCounts.map(({ wave, total, counts }) => [String(wave + 1), String(total), String(counts.waiting), String(counts.asked), String(counts.upgrading), String(counts.healthy), String(failuresOf(counts)), String(counts.skipped)]);
  return table(['WAVE', 'NODES', 'WAITING', 'ASKED', 'UPGRADING', 'HEALTHY', 'FAILED', 'SKIPPED'], rows);
}

function history({ events }: RolloutDetail): string {
  return table(['WHEN', 'WHAT', 'WHO', 'MORE'], events.map(({ at, kind, actor, detail }) => [at, kind, actor ?? '-', Object.entries(detail).map(([name, value]) => `${name} ${name === 'wave' ? Number(value) + 1 : value}`).join(', ')]));
}

function everyNode(store: Store, id: string): Promise<RolloutNode[]> {
  const request = RolloutNodesRequest.parse({ limit: 100 });
  return allPages((cursor) => listRolloutNodes(store.database, id, { ...request, cursor }));
}

export const pause: Run = (invocation) => act(invocation, async (store, id) => {
  const { reason } = checked(StopRequest, given({ reason: invocation.option('reason') }));
  return [await pauseRollout(store, id, { by: null, reason }), `paused roll-out ${id}\n`];
});

export const resume: Run = (invocation) => act(invocation, async (store, id) => {
  const answer = await resumeRollout(store, id, { by: null, retry: invocation.has('retry') });
  return [answer, `resumed roll-out ${id}${answer.outcome === 'done' && answer.retried > 0 ? `; ${answer.retried} asked once more` : ''}\n`];
});

export const stop: Run = (invocation) => act(invocation, async (store, id) => {
  const { reason } = checked(StopRequest, given({ reason: invocation.option('reason') }));
  return [await stopRollout(store, id, { by: null, reason }), `stopped roll-out ${id}\n`];
});

export const rollback: Run = (invocation) => act(invocation, async (store, id) => {
  const request = checked(RolloutRollbackRequest, given({ reason: invocation.option('reason'), reboot: invocation.option('reboot') }));
  const answer = await rollBackRollout(store, id, { by: null, ...request });
  const left = answer.outcome === 'done' ? answer.left.map((node) => `${node.id} stays as it is: ${node.reason}`) : [];
  return [answer, answer.outcome === 'done' ? `${answer.asked} ${answer.asked === 1 ? 'node is' : 'nodes are'} asked to go back\n` : '', left];
});

type Acted = readonly [answer: RolloutDone, stdout: string, notes?: readonly string[]];

function act(invocation: Invocation, deed: (store: Store, id: string) => Promise<Acted>): Promise<Answer> {
  return withStore(invocation, async (store) => {
    const id = invocation.argument('ID');
    const [answer, stdout, notes = []] = await deed(store, id);
    if (answer.outcome === 'missing') throw missing(id);
    if (answer.outcome === 'refused') throw failure('', answer.reason);
    return { stdout, notes: [...notes], json: { ...answer, rollout: await rolloutSummary(store.database, id) } };
  });
}
