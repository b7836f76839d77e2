// SPDX-License-Identifier: GPL-2.0-or-later
// host put, get, list, delete, import.
import { canonicalMac } from '#kickstart/profile/names.ts';
import { deleteHost, findHostByMac, getHost, putHost } from '../hosts/hosts.ts';
import { importHosts } from '../hosts/import-hosts.ts';
import { HostListRequest, listHosts } from '../hosts/list-hosts.ts';
import { MAX_LIMIT } from '../store/page.ts';
import type { Store } from '../store/store.ts';
import { CommandError, failure, type Invocation, type Run } from './command.ts';
import { allPages, readPrecondition, staleFailure, withStore } from './data.ts';
import { checkHost } from './documents.ts';
import { readDocument, readText } from './input.ts';
import { jsonText, moment, table } from './output.ts';

/** The id of the host that MAC|ID names. Arming the wrong machine erases its disk, so what could mean two hosts means none. */
export async function findId(store: Store, invocation: Invocation): Promise<string> {
  const text = invocation.argument('MAC|ID');
  const [byMac, byId] = [await findHostByMac(store, text), (await getHost(store, text))?.host.id];
  if (byMac !== undefined && byId !== undefined && byMac !== byId) throw failure('', `"${text}" is the id of one host and the MAC address of another, ${byMac}. Write the MAC address as ${canonicalMac(text) ?? text}.`);
  const id = byId ?? byMac;
  if (id === undefined) throw failure('', `There is no host "${text}". "basewright host list" shows what there is.`);
  return id;
}

export const put: Run = async (invocation) => {
  const host = checkHost(await readDocument(invocation.io, invocation.argument('HOST.json')));
  return withStore(invocation, async (store) => {
    const answer = await putHost(store, host.id, host, readPrecondition(invocation));
    if (answer.outcome === 'invalid' || answer.outcome === 'conflict') throw new CommandError(2, answer.errors);
    if (answer.outcome === 'stale') throw staleFailure(answer.current?.etag);
    if (answer.outcome === 'required') throw failure('', 'The host could not be written.');
    const { outcome, etag, updatedAt, disarmed } = answer;
    return {
      stdout: `${outcome} host ${host.id}\n`,
      notes: disarmed ? ['Disarmed, because it can no longer be installed.'] : [],
      json: { outcome, id: host.id, etag, updatedAt: moment(updatedAt), disarmed },
    };
  });
};

export const get: Run = (invocation) => withStore(invocation, async (store) => {
  const id = await findId(store, invocation);
  const stored = await getHost(store, id);
  if (stored === undefined) throw failure('', `There is no host "${id}".`);
  return { stdout: jsonText(stored.host), json: { host: stored.host, etag: stored.etag, updatedAt: moment(stored.updatedAt) } };
});

export const list: Run = async (invocation) => {
  const request = HostListRequest.safeParse({ search: invocation.option('search'), profile: invocation.option('profile'), state: invocation.option('state'), limit: MAX_LIMIT });
  if (!request.success) throw new CommandError(2, request.error.issues.map(({ path, message }) => ({ path: `--${String(path[0])}`, message })));
  const { search, profile, state } = request.data;
  const isFiltered = [search, profile, state].some((filter) => filter !== undefined);
  return withStore(invocation, async (store) => {
    const hosts = await allPages((cursor) => listHosts(store, { ...request.data, cursor }));
    const rows = hosts.map((host) => [host.id, host.profile, host.isStuck ? `${host.state}, stuck` : host.state, host.armedUntil === undefined ? '-' : moment(host.armedUntil), host.macs.join(' ')]);
    return {
      stdout: rows.length === 0 ? '' : table(['ID', 'PROFILE', 'STATE', 'ARMED UNTIL', 'MACS'], rows),
      notes: rows.length > 0 ? [] : [isFiltered ? 'No host matches.' : 'There are no hosts yet. Add one: basewright host put HOST.json'],
      json: { hosts: hosts.map((host) => ({ ...host, armedUntil: host.armedUntil === undefined ? null : moment(host.armedUntil), stageAt: host.stageAt === undefined ? null : moment(host.stageAt), updatedAt: moment(host.updatedAt) })) },
    };
  });
};

export const remove: Run = (invocation) => withStore(invocation, async (store) => {
  const id = await findId(store, invocation);
  const answer = await deleteHost(store, id, readPrecondition(invocation));
  if (answer.outcome === 'stale') throw staleFailure(answer.current?.etag);
  if (answer.outcome !== 'deleted') throw failure('', `There is no host "${id}".`);
  return { stdout: `deleted host ${id}\n`, json: { outcome: 'deleted', id } };
});

export const importTable: Run = async (invocation) => {
  const file = invocation.argument('FILE.csv');
  const csv = (await readText(invocation.io, file)).replace(/^\ufeff/, '');
  return withStore(invocation, async (store) => {
    const answer = await importHosts(store, csv, { dryRun: invocation.has('dry-run') });
    if (answer.outcome === 'unreadable') throw new CommandError(2, answer.errors.map(({ path, message }) => ({ path: path || file, message })));
    const { outcome, rows, created, updated, refused } = answer;
    return {
      stdout: outcome === 'imported' ? `${created} created, ${updated} updated, ${rows.length - created - updated} the same\n` : `${created} to create, ${updated} to update, ${refused} refused; nothing was written\n`,
      problems: rows.flatMap(({ row, errors }) => errors.map(({ path, message }) => `${file}:${row}: ${path}: ${message}`)),
      json: { outcome, rows: rows.map((row) => ({ ...row, id: row.id ?? null })), created, updated, refused },
      exit: refused > 0 ? 2 : 0,
    };
  });
};
