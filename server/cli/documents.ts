// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the profile and the host that a command is given as files, checked by their schemas.
import { Host } from '#kickstart/profile/host.ts';
import { Profile } from '#kickstart/profile/profile.ts';
import { fieldProblems } from '../store/problems.ts';
import { CommandError, type Invocation, refusal } from './command.ts';
import { readDocument } from './input.ts';

/** @throws {CommandError} with every field that is wrong */
export function checkProfile(document: unknown): Profile {
  const parsed = Profile.safeParse(document);
  if (!parsed.success) throw new CommandError(2, fieldProblems(parsed.error));
  return parsed.data;
}

/**
 * @param prefix of the fields in messages, where a profile is read by the same command
 * @throws {CommandError} with every field that is wrong
 */
export function checkHost(document: unknown, prefix = ''): Host {
  const parsed = Host.safeParse(document);
  if (!parsed.success) throw new CommandError(2, fieldProblems(parsed.error).map(({ path, message }) => ({ path: `${prefix}${path}`.replace(/\.$/, ''), message })));
  return parsed.data;
}

/**
 * The profile of the argument PROFILE.json, and the host of --host when that is given.
 * @throws {CommandError} when one is wrong, or the host belongs to another profile
 */
export async function readNode(invocation: Invocation): Promise<{ profile: Profile; host: Host | undefined }> {
  const [path, hostPath] = [invocation.argument('PROFILE.json'), invocation.option('host')];
  if (path === '-' && hostPath === '-') throw refusal('--host', 'Only one of profile and host can come from stdin. Name a file for the other.');
  const profile = checkProfile(await readDocument(invocation.io, path));
  if (hostPath === undefined) return { profile, host: undefined };
  const host = checkHost(await readDocument(invocation.io, hostPath), 'host.');
  if (host.profile !== profile.id) throw refusal('host.profile', `The host has the profile "${host.profile}", and this is "${profile.id}".`);
  return { profile, host };
}
