// SPDX-License-Identifier: GPL-2.0-or-later
// channel put, list, show, preview, publish, promote, demote, rollback, delete.
import { MoveKind } from '#kickstart/catalogue/image.ts';
import { RolloutRequest } from '#kickstart/fleet/rollout-view.ts';
import { type BlastRadius, previewMove } from '../channels/blast-radius.ts';
import { type Channel, deleteChannel, getChannel, listChannels, putChannel } from '../channels/channels.ts';
import { followersOf, hostsOf } from '../channels/followers.ts';
import { imageBelow, type Move, movesOf } from '../channels/history.ts';
import { MoveRequest, moveChannel } from '../channels/move.ts';
import type { Site } from '../installations/installability.ts';
import { planRollout } from '../rollouts/plan.ts';
import { fieldProblems } from '../store/problems.ts';
import type { Store } from '../store/store.ts';
import { type Answer, CommandError, failure, type Invocation, refusal, type Run } from './command.ts';
import { readPrecondition, staleFailure, withStore } from './data.ts';
import { findImageArgument } from './image-argument.ts';
import { moment, table } from './output.ts';

const missing = (id: string): CommandError => failure('', `There is no channel "${id}". "basewright channel list" shows what there is.`);
const nameOf = (image: Channel['image']): string => (image === null ? '-' : (image.nvr ?? image.name));
const optionOf = (path: string): string => (path === 'id' ? 'ID' : `--${path}`);

/** Of a decision: why an image without a passed test was taken, or what the channel was called before and after. */
function moreOf({ override, title, titleBefore }: Move): string {
  if (override !== null) return `OVERRIDE: ${override}`;
  if (title !== null) return titleBefore === null ? title : `${titleBefore} -> ${title}`;
  return titleBefore ?? '';
}

export const put: Run = (invocation) => withStore(invocation, async (store) => {
  const id = invocation.argument('ID');
  const answer = await putChannel(store, id, { title: invocation.option('title'), target: invocation.option('target') }, readPrecondition(invocation));
  if (answer.outcome === 'invalid') throw new CommandError(2, answer.errors.map(({ path, message }) => ({ path: optionOf(path), message })));
  if (answer.outcome === 'stale') throw staleFailure(answer.current?.etag);
  if (answer.outcome === 'required') throw failure('', 'The channel could not be written.');
  return { stdout: `${answer.outcome} channel ${id}\n`, json: jsonOf(answer) };
});

export const list: Run = (invocation) => withStore(invocation, async (store) => {
  const channels = await listChannels(store.database);
  const rows = channels.map(({ id, title, target, image, followers }) => [id, target, nameOf(image), image?.sha256.slice(0, 12) ?? '-', image?.verdict ?? '-', String(followers.profiles), String(followers.hosts), title]);
  return {
    stdout: rows.length === 0 ? '' : table(['ID', 'TARGET', 'IMAGE', 'SHA256', 'TEST', 'PROFILES', 'HOSTS', 'TITLE'], rows),
    notes: rows.length > 0 ? [] : ['There are no channels yet. Make one: basewright channel put ID --title TEXT --target TARGET'],
    json: { channels: channels.map(jsonOf) },
  };
});

export const show: Run = (invocation) => withStore(invocation, async (store) => {
  const id = invocation.argument('ID');
  const channel = await getChannel(store.database, id);
  if (channel === undefined) throw missing(id);
  const moves = await movesOf(store.database, id);
  const profiles = (await followersOf(store.database, id)).map((profile) => ({ id: profile.id, title: profile.title }));
  const hosts = (await hostsOf(store.database, id, store.now())).map((host) => ({ id: host.id, profile: host.profile, state: host.state }));
  const facts = [['id', id], ['title', channel.title], ['target', channel.target], ['image', nameOf(channel.image)], ['sha256', channel.image?.sha256 ?? '-'], ['test', channel.image?.verdict ?? '-']];
  const history = moves.map((move) => [moment(move.at), move.kind, move.name ?? move.sha256?.slice(0, 12) ?? '-', move.actor ?? 'command line', moreOf(move)]);
  const followers = profiles.map((profile) => [profile.id, String(hosts.filter((host) => host.profile === profile.id).length), profile.title]);
  const parts = [
    facts.map(([name = '', value = '']) => `${name.padEnd(8)}${value}\n`).join(''),
    followers.length === 0 ? 'No profile follows it.\n' : table(['PROFILE', 'HOSTS', 'TITLE'], followers),
    history.length === 0 ? 'Nothing was decided yet.\n' : table(['WHEN', 'DECISION', 'IMAGE', 'WHO', 'MORE'], history),
  ];
  return { stdout: parts.join('\n'), json: { ...jsonOf(channel), history: moves.map((move) => ({ ...move, at: moment(move.at) })), followers: { profiles, hosts } } };
});

export const preview: Run = (invocation) => withStore(invocation, async (store, site) => {
  const kind = MoveKind.safeParse(invocation.option('kind') ?? 'publish');
  if (!kind.success) throw refusal('--kind', 'Write publish, promote, demote or rollback.');
  const { sha256 } = await findImageArgument(store.database, invocation.argument('IMAGE'));
  const radius = await previewMove(store, site, invocation.argument('ID'), { sha256, kind: kind.data });
  if (radius === undefined) throw missing(invocation.argument('ID'));
  const stopping = [...radius.obstacles, ...(radius.needsOverride === null ? [] : [radius.needsOverride])];
  return { stdout: radiusText(radius), notes: radius.warnings, problems: stopping, exit: stopping.length > 0 ? 1 : 0, json: radius };
});

export const publish: Run = (invocation) => withStore(invocation, async (store, site) => {
  const { sha256 } = await findImageArgument(store.database, invocation.argument('IMAGE'));
  return perform({ invocation, store, site }, { sha256, kind: 'publish' });
});

export const rollback: Run = (invocation) => withStore(invocation, async (store, site) => {
  const { sha256 } = await findImageArgument(store.database, invocation.argument('IMAGE'));
  return perform({ invocation, store, site }, { sha256, kind: 'rollback' });
});

export const promote: Run = (invocation) => withStore(invocation, async (store, site) => {
  const from = await getChannel(store.database, invocation.argument('FROM'));
  if (from === undefined) throw missing(invocation.argument('FROM'));
  if (from.image === null) throw failure('FROM', `The channel "${from.id}" is empty.`);
  return perform({ invocation, store, site }, { sha256: from.image.sha256, kind: 'promote' });
});

export const demote: Run = (invocation) => withStore(invocation, async (store, site) => {
  const id = invocation.argument('ID');
  const channel = await getChannel(store.database, id);
  if (channel === undefined) throw missing(id);
  if (channel.image === null) throw failure('', `The channel "${id}" is empty, so there is nothing to demote.`);
  return perform({ invocation, store, site }, { sha256: await imageBelow(store.database, id, channel.image.sha256), kind: 'demote' });
});

export const remove: Run = (invocation) => withStore(invocation, async (store) => {
  const id = invocation.argument('ID');
  const answer = await deleteChannel(store, id, readPrecondition(invocation), undefined);
  switch (answer.outcome) {
    case 'deleted':
      return { stdout: `deleted channel ${id}\n`, json: { outcome: 'deleted', id } };
    case 'missing':
    case 'required':
      throw missing(id);
    case 'stale':
      throw staleFailure(answer.current.etag);
    case 'followed': {
      const more = answer.count > answer.profiles.length ? ` and ${answer.count - answer.profiles.length} more` : '';
      throw failure('', `The channel "${id}" is followed by ${answer.profiles.join(', ')}${more}. Let these profiles follow another channel or none first.`);
    }
  }
});

type Place = { readonly invocation: Invocation; readonly store: Store; readonly site: Site };

async function perform({ invocation, store, site }: Place, move: { sha256: string | null; kind: MoveKind }): Promise<Answer> {
  const id = invocation.argument('ID');
  const request = MoveRequest.safeParse({ ...move, override: invocation.option('override') });
  if (!request.success) throw new CommandError(2, fieldProblems(request.error).map(({ path, message }) => ({ path: `--${path}`, message })));
  const answer = await moveChannel(store, site, id, request.data, { actor: undefined, precondition: readPrecondition(invocation) });
  switch (answer.outcome) {
    case 'moved': {
      const { channel, disarmed } = answer;
      const { profiles, hosts } = channel.followers;
      return {
        stdout: `channel ${id} has ${channel.image === null ? 'no image' : nameOf(channel.image)}; ${profiles} ${profiles === 1 ? 'profile' : 'profiles'} with ${hosts} ${hosts === 1 ? 'host' : 'hosts'} carried along\n`,
        notes: [...(disarmed.length === 0 ? [] : [`Disarmed, because they can no longer be installed: ${disarmed.join(', ')}.`]), ...(await nextStep({ store, site }, id, move.kind))],
        json: { ...jsonOf(channel), disarmed },
      };
    }
    case 'missing':
    case 'required':
      throw missing(id);
    case 'stale':
      throw failure('--if-match', `Something changed since the preview (its ETag is ${answer.judgement.etag} now), so nothing was written. Look at the preview again.`);
    case 'refused':
      throw new CommandError(1, answer.obstacles.map((message) => ({ path: '', message })));
    case 'unproven':
      throw failure('--override', `${answer.needsOverride} To publish it all the same, give the reason: --override "REASON".`);
  }
}

/** What comes next after an image was published or promoted: its roll-out, when a node would be asked. */
async function nextStep({ store, site }: Pick<Place, 'store' | 'site'>, id: string, kind: MoveKind): Promise<string[]> {
  if (kind !== 'publish' && kind !== 'promote') return [];
  const plan = await planRollout(store.database, RolloutRequest.parse({ channel: id }), { dataDirectory: site.dataDirectory, now: store.now() });
  const count = plan?.planned.length ?? 0;
  return count === 0 ? [] : [`${count === 1 ? '1 node' : `${count} nodes`} can be brought to it now. Next: basewright rollout create ${id} --dry-run`];
}

function radiusText({ channel, before, after, counts, profiles, armed, etag }: BlastRadius): string {
  const lines = [`channel ${channel.id}: ${nameOf(before)} -> ${nameOf(after)}`, `${counts.profiles} profiles, ${counts.hosts} hosts (${counts.armed} armed, ${counts.installing} installing, ${counts.disarmed} would be disarmed)`];
  for (const profile of profiles) {
    lines.push('', `profile ${profile.id}: ${profile.hostCount} hosts`, ...profile.changes.map(({ kind, text }) => `  ${kind === 'added' ? '+' : '-'} ${text}`));
    const names = profile.hosts.map(({ id }) => id);
    if (names.length > 0) lines.push(`  hosts: ${names.join(', ')}${profile.hostCount > names.length ? ` and ${profile.hostCount - names.length} more` : ''}`);
  }
  for (const host of armed) lines.push('', `host ${host.id} is ${host.state}${host.disarmed === null ? '' : ` and would be disarmed: ${host.disarmed}`}`);
  return `${lines.join('\n')}\n\netag ${etag}\n`;
}

function jsonOf({ updatedAt, ...channel }: Channel): object {
  return { ...channel, updatedAt: moment(updatedAt) };
}
