// SPDX-License-Identifier: GPL-2.0-or-later
// hosts/{id} and profiles/{id}, offline: the command that makes an ISO, and the archive that it needs.

import type { Host } from '#kickstart/profile/host.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { BootValueError } from '../boot/scripts/allow-list.ts';
import { type Bundle, fetchImageCommand, makeBundle } from '../bundle/bundle.ts';
import { offlineIso } from '../bundle/offline-iso.ts';
import { getHost } from '../hosts/hosts.ts';
import { findImage } from '../images/image-store.ts';
import { getOpenProfile } from '../profiles/profiles.ts';
import { json } from './answer.ts';
import { notFound, ProblemError } from './problem.ts';
import { type ActorContext, pathValue } from './route.ts';

const NO_ADDON = 'The add-on for the installer has not been built, and without it the layout step would not run. Install Python 3.9 or newer with its venv module and start Basewright again, or run: make -C anaconda-addon product.img';

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

/** What to type, and why there is no archive, if there is none. Nothing in it is secret. */
async function instructions(context: ActorContext, profileId: string, host: Host | undefined): Promise<Response> {
  const profile = await openProfile(context, profileId);
  const answer = await made(context, profile, host);
  const { command, image, kickstart, output } = offlineIso(profile, host);
  const stored = findImage(context.services.site().dataDirectory, profile.image.checksum ?? '')?.path;
  const reasons = answer.outcome === 'refused' ? answer.reasons.map(({ message }) => message) : answer.outcome === 'no-addon' ? [NO_ADDON] : [];
  return json(200, { command, fetchImage: fetchImageCommand(profile.image.url, image, stored), image, kickstart, output, archive: answer.outcome === 'made' ? answer.fileName : null, reasons });
}

async function openProfile(context: ActorContext, id: string): Promise<Profile> {
  const profile = await getOpenProfile(context.store, id);
  if (profile === undefined) throw notFound(`profile "${id}"`);
  return profile;
}

async function bundle(context: ActorContext, profileId: string, host: Host | undefined): Promise<Response> {
  return bundleAnswer(await made(context, await openProfile(context, profileId), host));
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
        detail: NO_ADDON,
      });
  }
}

function unsayable(error: BootValueError): ProblemError {
  return new ProblemError({ status: 409, kind: 'not-bootable', title: 'The kernel arguments cannot be written into a boot menu', detail: error.message });
}
