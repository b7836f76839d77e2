// SPDX-License-Identifier: GPL-2.0-or-later
// One machine to be: a profile with a host's overrides laid over it, and who gave what.
import type { Host } from '../profile/host.ts';
import type { Profile } from '../profile/profile.ts';

/** Who gave a value: the program's defaults, the profile, or the host. */
export type Scope = 'default' | 'profile' | 'host';

/** Where a machine that is being installed reports to, and whether it shows what it would erase and waits for a decision first. */
export type Reporting = {
  /** Base URL of the boot plane, without a slash at its end. */
  readonly url: string;
  /** The installation's token, or MASK for a text that people look at. */
  readonly token: string;
  /** Key with which the running node checks in, or MASK. */
  readonly nodeKey: string;
  readonly rehearsal: boolean;
};

export type Node = Profile & { readonly host: Host | undefined; readonly reporting?: Reporting | undefined };

/** The node that `profile` and `host` describe together. Interfaces and disk of a host replace the profile's; its kernel arguments come after. */
export function nodeOf(profile: Profile, host?: Host, reporting?: Reporting): Node {
  const { interfaces, disk, kernelArguments } = host?.overrides ?? {};
  return {
    ...profile,
    host,
    ...(reporting && { reporting }),
    storage: { ...profile.storage, ...(disk && { disk }) },
    network: { ...profile.network, ...(host && { hostname: host.hostname }), ...(interfaces && { interfaces }) },
    finish: { ...profile.finish, kernelArguments: [...profile.finish.kernelArguments, ...(kernelArguments ?? [])] },
  };
}

/** The value at a dotted path of a document, or undefined. */
function valueAt(document: unknown, field: string): unknown {
  return field.split('.').reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined), document);
}

/** Paths that a host may give, and the part of the host that gives them. */
const HOST_FIELDS: readonly (readonly [prefix: string, given: (host: Host) => boolean])[] = [
  ['network.hostname', () => true],
  ['network.interfaces', (host) => host.overrides.interfaces !== undefined],
  ['storage.disk', (host) => host.overrides.disk !== undefined],
  ['finish.kernelArguments', (host) => (host.overrides.kernelArguments ?? []).length > 0],
];

/** Who gave the value at `field` (a dotted path into the profile). A value equal to the default counts as the default's. */
export function scopeOf(node: Node, defaults: unknown, field: string): Scope {
  const { host } = node;
  if (host && HOST_FIELDS.some(([prefix, given]) => (field === prefix || field.startsWith(`${prefix}.`)) && given(host))) return 'host';
  return JSON.stringify(valueAt(node, field)) === JSON.stringify(valueAt(defaults, field)) ? 'default' : 'profile';
}
