// SPDX-License-Identifier: GPL-2.0-or-later
// What stands against arming a host, judged in the browser from documents whose secrets are masked.
import type { Host } from '#kickstart/profile/host.ts';
import { installable, type Obstacle } from '#kickstart/profile/installable.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { MASK, replaceSecrets } from '#kickstart/profile/secrets.ts';

/** A hash that fits every target, and a passphrase that fits every rule; they stand where the server has the real ones. */
const HASH = `$6$${'x'.repeat(16)}$${'x'.repeat(86)}`;
const PASSPHRASE = 'stand-in-for-the-real-one';

/** Reasons why `host` may not be armed with `profile`, as the server would find them. A masked secret counts as set: the server keeps it. */
export function obstaclesOf(profile: Profile, host: Host): Obstacle[] {
  const complete = replaceSecrets(profile, ({ key, value }) => (value !== MASK ? value : key.endsWith('passphrase') ? PASSPHRASE : HASH));
  return installable(complete, host);
}

/** Whether the value at `field` is one that the host sets itself, so that it is mended there and not in the profile. */
export function isOfHost(field: string, { overrides }: Pick<Host, 'overrides'>): boolean {
  return (
    field === 'network.hostname'
    || (overrides.interfaces !== undefined && field.startsWith('network.interfaces'))
    || (overrides.disk !== undefined && field.startsWith('storage.disk'))
    || (overrides.kernelArguments !== undefined && field.startsWith('finish.kernelArguments'))
  );
}
