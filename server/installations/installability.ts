// SPDX-License-Identifier: GPL-2.0-or-later
// The installability verdict: everything that must hold before a host may be armed, the documents' own rules and what only the server knows.

import { existsSync } from 'node:fs';
import type { Host } from '#kickstart/profile/host.ts';
import { installable, type Obstacle } from '#kickstart/profile/installable.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { COCKPIT } from '#kickstart/profile/services.ts';
import { targets } from '#kickstart/profile/targets.ts';
import { hasPackage } from '../image-tests/report.ts';
import { findImage } from '../images/image-store.ts';
import { imagePlace } from '../images/image-url.ts';
import { addonFile } from '../project-root.ts';
import type { Database } from '../store/tables.ts';

/** What of this installation of Basewright counts: where machines reach it, and where its files are. */
export type Site = {
  readonly bootUrl: string;
  /** What addresses of images begin with, without a slash at the end: below the boot plane, or a mirror of it. */
  readonly imagesUrl: string;
  readonly dataDirectory: string;
};

/** `reasons` forbid arming; `warnings` are for a person to weigh. */
export type Installability = { readonly reasons: readonly Obstacle[]; readonly warnings: readonly string[] };

/** @param profile with its secrets in clear. */
export async function installability(database: Database, site: Site, profile: Profile, host: Host): Promise<Installability> {
  const image = imageFacts(site, profile);
  const reasons = [...installable(profile, host, image.size), ...image.reasons];
  const warnings = [...image.warnings, ...addonWarnings(profile), ...(await treeWarnings(database, profile)), ...(await cockpitWarnings(database, profile))];
  return { reasons, warnings };
}

type ImageFacts = { readonly size: number | undefined; readonly reasons: readonly Obstacle[]; readonly warnings: readonly string[] };

/** The size of an image is known when we have it, wherever the installer fetches it; of others nothing is asked, because the server fetches nothing on its own. */
function imageFacts(site: Site, { image }: Profile): ImageFacts {
  const place = imagePlace(site, image.url);
  const checksum = image.checksum?.toLowerCase();
  if (place === undefined) return foreignImage(checksum === undefined ? undefined : findImage(site.dataDirectory, checksum));
  const { sha256 } = place;
  const found = sha256 === undefined ? undefined : findImage(site.dataDirectory, sha256);
  if (found === undefined) {
    const message = 'There is no such image on this server. Add it (basewright image add FILE) and put the address that it prints into the profile.';
    return { size: undefined, reasons: [{ field: 'image.url', message }], warnings: [] };
  }
  const isOther = checksum !== undefined && checksum !== sha256;
  const other = { field: 'image.checksum', message: 'The checksum is not that of the image at this address: the installer would refuse it after the download.' };
  return { size: found.size, reasons: isOther ? [other] : [], warnings: [] };
}

/** @param known the image with this checksum, when we have it too. */
function foreignImage(known: { readonly size: number } | undefined): ImageFacts {
  if (known !== undefined) return { size: known.size, reasons: [], warnings: [] };
  return { size: undefined, reasons: [], warnings: ['The image lies on another server, so its size is not known here. The root volume must be at least four times as large, or the installer stops.'] };
}

function addonWarnings(profile: Profile): string[] {
  if (!profile.layout.init || existsSync(/* turbopackIgnore: true */ addonFile('updates.img'))) return [];
  return ['The Anaconda add-on has not been built, so the installer cannot get it from here and the layout step would fail. Install Python 3.9 or newer with its venv module, and start Basewright again.'];
}

async function treeWarnings(database: Database, { target }: Profile): Promise<string[]> {
  const tree = await database.selectFrom('trees').select('target').where('target', '=', target).executeTakeFirst();
  if (tree !== undefined) return [];
  return [`There is no installer tree for ${targets[target].label}: a machine that boots from the network here starts its local disk. Register one on the page "Network boot", or start the installer in another way.`];
}

/** Source: Anaconda's core/service.py raises when systemctl cannot enable a unit, and the installation stops at its end. */
async function cockpitWarnings(database: Database, { image, services }: Profile): Promise<string[]> {
  const hasCockpit = services.cockpit && image.checksum !== undefined ? await hasPackage(database, image.checksum.toLowerCase(), COCKPIT.package) : undefined;
  if (hasCockpit !== false) return [];
  return [`The profile asks for Cockpit, and the image has no ${COCKPIT.package}: the installer cannot enable ${COCKPIT.unit} and stops when everything is installed. Put the package into the image with a recipe, or turn Cockpit off in the profile.`];
}
