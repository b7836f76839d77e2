// SPDX-License-Identifier: GPL-2.0-or-later
// What the form of a host holds: the host's own fields, and its overrides under the names they have in a profile, so that the wizard's fields edit them.
import { Host } from '#kickstart/profile/host.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { type Draft, documentOf, isObject, valueAt } from '../../../(wizard)/draft/draft.ts';
import type { Problem } from '../../../(wizard)/draft/check.ts';
import { isOfHost, obstaclesOf } from '../judge.ts';
import { TEXT } from './text.ts';

/** Each override: its name in a host, and the place in the form (and in a profile) where it is edited. */
export const OVERRIDES = { interfaces: 'network.interfaces', disk: 'storage.disk', kernelArguments: 'finish.kernelArguments' } as const;
export type Override = keyof typeof OVERRIDES;
export const overrideNames = ['disk', 'interfaces', 'kernelArguments'] as const satisfies readonly Override[];

/** Names that pages of the list of hosts have. */
const RESERVED: readonly string[] = ['new', 'import'];

/** The form's values for a host; an empty form without one. */
export function hostDraft(host: Host | undefined, profile: string): Draft {
  const { interfaces, disk, kernelArguments } = host?.overrides ?? {};
  return structuredClone({
    hostname: host?.hostname ?? '',
    macs: host?.macs ?? [''],
    profile: host?.profile ?? profile,
    on: { interfaces: interfaces !== undefined, disk: disk !== undefined, kernelArguments: kernelArguments !== undefined },
    network: { interfaces: interfaces ?? [] },
    storage: { disk: disk ?? null },
    finish: { kernelArguments: kernelArguments ?? [] },
  });
}

/** The document of a host as the API takes it. */
export function hostDocument(values: Draft, id: string | undefined): Draft {
  const { hostname, macs, profile } = values;
  const overrides = Object.fromEntries(
    overrideNames.filter((name) => valueAt(values, `on.${name}`) === true).map((name) => [name, valueAt(values, OVERRIDES[name])]),
  );
  const filled = Array.isArray(macs) ? macs.filter((mac, index) => index === 0 || mac !== '') : macs;
  return documentOf({ id, hostname, macs: filled, profile, overrides });
}

/** The profile as this host gets it: for the preview of a field's lines. */
export function mergedDocument(values: Draft, profile: Profile): Draft {
  const isOn = (name: Override) => valueAt(values, `on.${name}`) === true;
  const part = (name: string) => (isObject(values[name]) ? values[name] : {});
  return documentOf({
    ...profile,
    network: { ...profile.network, ...(isOn('interfaces') ? part('network') : {}), hostname: values['hostname'] },
    storage: { ...profile.storage, ...(isOn('disk') ? part('storage') : {}) },
    finish: { ...profile.finish, ...(isOn('kernelArguments') ? part('finish') : {}) },
  });
}

/** Where the form edits what stands at `path` in a host. */
export function formPath(path: string): string {
  const [head, name, ...rest] = path.split('.');
  const known = head === 'overrides' ? overrideNames.find((override) => override === name) : undefined;
  return known === undefined ? path : [OVERRIDES[known], ...rest].join('.');
}

/** Problems of the form, in the paths of the form; at most one for each field. A valid host is also held against its profile. */
export function checkHost(document: Draft, profile: Profile | undefined): Problem[] {
  const parsed = Host.safeParse(document);
  const found = parsed.success
    ? againstProfile(parsed.data, profile)
    : parsed.error.issues.map((issue) => ({ path: formPath(issue.path.map(String).join('.')), message: inWords(document, issue.path, issue.message) }));
  return found.filter((problem, index) => found.findIndex((other) => other.path === problem.path) === index);
}

/** A field that is still empty needs no lecture about its form. */
function inWords(document: Draft, path: readonly PropertyKey[], message: string): string {
  if (path[0] === 'profile') return TEXT.profileMissing;
  if (path[0] === 'hostname' && document['hostname'] === '') return TEXT.hostnameMissing;
  if (path[0] === 'macs' && valueAt(document, path.map(String).join('.')) === '') return TEXT.macMissing;
  return message.startsWith('Invalid input') ? 'Fill in this field.' : message;
}

function againstProfile(host: Host, profile: Profile | undefined): Problem[] {
  if (RESERVED.includes(host.id)) return [{ path: 'hostname', message: TEXT.reserved }];
  if (profile === undefined) return [];
  return obstaclesOf(profile, host).filter(({ field }) => isOfHost(field, host)).map(({ field, message }) => ({ path: field, message }));
}
