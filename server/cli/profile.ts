// SPDX-License-Identifier: GPL-2.0-or-later
// profile put, get, list, delete, clone.
import { withoutAddress } from '../channels/follow.ts';
import { listProfiles, ProfileListRequest } from '../profiles/list-profiles.ts';
import { cloneProfile, CloneRequest, deleteProfile, getOpenProfile, getProfile, putProfile } from '../profiles/profiles.ts';
import { MAX_LIMIT } from '../store/page.ts';
import { CommandError, failure, type Run } from './command.ts';
import { allPages, readPrecondition, staleFailure, withStore } from './data.ts';
import { checkProfile } from './documents.ts';
import { readDocument } from './input.ts';
import { jsonText, moment, table } from './output.ts';
import { readTarget } from './target.ts';

const missing = (id: string): CommandError => failure('', `There is no profile "${id}". "basewright profile list" shows what there is.`);

export const put: Run = async (invocation) => {
  const document = await readDocument(invocation.io, invocation.argument('PROFILE.json'));
  // One that follows a channel may leave the image's address to it.
  const { id } = checkProfile(withoutAddress(document).document);
  return withStore(invocation, async (store, site) => {
    const answer = await putProfile(store, id, document, readPrecondition(invocation), site);
    if (answer.outcome === 'invalid') throw new CommandError(2, answer.errors);
    if (answer.outcome === 'stale') throw staleFailure(answer.current?.etag);
    if (answer.outcome === 'required') throw failure('', 'The profile could not be written.');
    const { outcome, etag, updatedAt, disarmed } = answer;
    return {
      stdout: `${outcome} profile ${id}\n`,
      notes: disarmed.length === 0 ? [] : [`Disarmed, because they can no longer be installed: ${disarmed.join(', ')}.`],
      json: { outcome, id, etag, updatedAt: moment(updatedAt), disarmed },
    };
  });
};

export const get: Run = (invocation) => withStore(invocation, async (store) => {
  const id = invocation.argument('ID');
  const stored = await getProfile(store, id);
  const profile = invocation.has('reveal') ? await getOpenProfile(store, id) : stored?.profile;
  if (stored === undefined || profile === undefined) throw missing(id);
  return { stdout: jsonText(profile), json: { profile, etag: stored.etag, updatedAt: moment(stored.updatedAt) } };
});

export const list: Run = async (invocation) => {
  const target = invocation.option('target');
  const request = ProfileListRequest.safeParse({ search: invocation.option('search'), target: target === undefined ? undefined : readTarget(target), limit: MAX_LIMIT });
  if (!request.success) throw new CommandError(2, request.error.issues.map(({ path, message }) => ({ path: `--${String(path[0])}`, message })));
  const isFiltered = request.data.search !== undefined || target !== undefined;
  return withStore(invocation, async (store) => {
    const profiles = await allPages((cursor) => listProfiles(store, { ...request.data, cursor }));
    const rows = profiles.map((profile) => [profile.id, profile.target, String(profile.hosts), profile.armable ? 'yes' : 'no', moment(profile.updatedAt), profile.title]);
    return {
      stdout: rows.length === 0 ? '' : table(['ID', 'TARGET', 'HOSTS', 'ARMABLE', 'UPDATED', 'TITLE'], rows),
      notes: rows.length > 0 ? [] : [isFiltered ? 'No profile matches.' : 'There are no profiles yet. Make one in the web pages, or: basewright profile put PROFILE.json'],
      json: { profiles: profiles.map((profile) => ({ ...profile, updatedAt: moment(profile.updatedAt) })) },
    };
  });
};

export const remove: Run = (invocation) => withStore(invocation, async (store) => {
  const id = invocation.argument('ID');
  const answer = await deleteProfile(store, id, readPrecondition(invocation));
  switch (answer.outcome) {
    case 'deleted':
      return { stdout: `deleted profile ${id}\n`, json: { outcome: 'deleted', id } };
    case 'missing':
    case 'required':
      throw missing(id);
    case 'stale':
      throw staleFailure(answer.current?.etag);
    case 'in-use': {
      const more = answer.count > answer.hosts.length ? ` and ${answer.count - answer.hosts.length} more` : '';
      throw failure('', `The profile "${id}" is used by ${answer.hosts.join(', ')}${more}. Give these hosts another profile or delete them first.`);
    }
  }
});

export const clone: Run = async (invocation) => {
  const id = invocation.argument('ID');
  const request = CloneRequest.safeParse({ id: invocation.argument('NEW-ID'), title: invocation.option('title') });
  if (!request.success) throw new CommandError(2, request.error.issues.map(({ path, message }) => ({ path: path[0] === 'id' ? 'NEW-ID' : '--title', message })));
  return withStore(invocation, async (store) => {
    const answer = await cloneProfile(store, id, request.data);
    switch (answer.outcome) {
      case 'missing':
        throw missing(id);
      case 'exists':
        throw failure('', `There is a profile "${request.data.id}" already. Choose another id.`);
      case 'created':
        return { stdout: `created profile ${request.data.id}\n`, json: { outcome: answer.outcome, id: request.data.id, etag: answer.etag, updatedAt: moment(answer.updatedAt) } };
    }
  });
};
