// SPDX-License-Identifier: GPL-2.0-or-later
// hosts/{id} and profiles/{id}, offline: the command that makes an ISO, and the archive that it needs.

import type { Host } from '#kickstart/profile/host.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { BootValueError } from '../boot/scripts/allow-list.ts';
import { type Bundle, fetchImageCommand, makeBundle } from '../bundle/bundle.ts';
import { offlineIso } from '../bundle/offline-iso.ts';
import { getHost } from '../hosts/hosts.ts';
import { findImage } from '../images/image-store.ts';
import { getOpenProfile, getProfile } from '../profiles/profiles.ts';
import { json } from './answer.ts';
import { notFound, ProblemError } from './problem.ts';
import { type ActorContext, pathValue } from './route.ts';

/** The host that the path names. */
async function hostOf(context: ActorContext): Promise<Host> {
  const id = pathValue(context, 'id');
  const stored = await getHost(context.store, id);
  if (stored === undefined) throw notFound(`host "${id}"`);
  return stored.host;
}

export async function getHostOffline(context: ActorContext): Promise<Response> {
  const host = await hostOf(context);
  return instructions(context, host.profile, host);
}

export async function getProfileOffline(context: ActorContext): Promise<Response> {
  return instructions(context, pathValue(context, 'id'), undefined);
}

export async function getHostBundle(context: ActorContext): Promise<Response> {
  const host = await hostOf(context);
  return bundle(context, host.profile, host);
}

export async function getProfileBundle(context: ActorContext): Promise<Response> {
  return bundle(context, pathValue(context, 'id'), undefined);
}

/** What to type; it holds no secret. */
async function instructions(context: ActorContext, profileId: string, host: Host | undefined): Promise<Response> {
  const profile = (await getProfile(context.store, profileId))?.profile;
  if (profile === undefined) throw notFound(`profile "${profileId}"`);
  const { command, image, kickstart, output } = sayable(() => offlineIso(profile, host));
  const stored = findImage(context.services.site().dataDirectory, profile.image.checksum ?? '')?.path;
  return json(200, { command, fetchImage: fetchImageCommand(profile.image.url, image, stored), image, kickstart, output });
}

async function bundle(context: ActorContext, profileId: string, host: Host | undefined): Promise<Response> {
  const profile = await getOpenProfile(context.store, profileId);
  if (profile === undefined) throw notFound(`profile "${profileId}"`);
  return bundleAnswer(await made(context, profile, host));
}

async function made(context: ActorContext, profile: Profile, host: Host | undefined): Promise<Bundle> {
  try {
    return await makeBundle({ profile, host, dataDirectory: context.services.site().dataDirectory, now: context.store.now() });
  } catch (error) {
    throw error instanceof BootValueError ? unsayable(error) : error;
  }
}

function bundleAnswer(answer: Bundle): Response {
  switch (answer.outcome) {
    case 'made':
      return new Response(new Uint8Array(answer.bytes), {
        status: 200, headers: { 'content-type': 'application/x-tar', 'content-length': String(answer.bytes.length), 'content-disposition': `attachment; filename="${answer.fileName}"` },
      });
    case 'refused':
      throw new ProblemError({
        status: 409, kind: 'not-installable', title: 'This cannot be installed yet', detail: answer.reasons.map(({ message }) => message).slice(0, 3).join(' '),
        errors: answer.reasons.map(({ field, message }) => ({ path: field, message })),
      });
    case 'no-addon':
      throw new ProblemError({
        status: 409, kind: 'addon-not-built', title: 'The add-on for the installer has not been built',
        detail: 'Without it the layout step would not run. Install Python 3.9 or newer with its venv module and start Basewright again, or run: make -C anaconda-addon product.img',
      });
  }
}

function sayable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof BootValueError ? unsayable(error) : error;
  }
}

function unsayable(error: BootValueError): ProblemError {
  return new ProblemError({ status: 409, kind: 'not-bootable', title: 'A kernel argument cannot be written into a boot menu', detail: error.message });
}
