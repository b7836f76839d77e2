// SPDX-License-Identifier: GPL-2.0-or-later
// image verify, export, check-mirror: whether stored images are what they were, and images for other web servers.
import { resolve } from 'node:path';
import { checkMirrored } from '../images/check-mirror.ts';
import { findCatalogued, type ImageRow } from '../images/catalogue.ts';
import { imageUrl, ownImagesUrl } from '../images/image-url.ts';
import { exportMirror, publishedImages } from '../images/mirror.ts';
import { verifyImage } from '../images/verify-image.ts';
import type { Store } from '../store/store.ts';
import { failure, type Invocation, refusal, type Run } from './command.ts';
import { withStore } from './data.ts';
import { findImageArgument } from './image-argument.ts';
import { table } from './output.ts';

export const verify: Run = (invocation) => withStore(invocation, async (store, site) => {
  const images = await verified(store, invocation);
  const results: { sha256: string; name: string; outcome: string; reason?: string }[] = [];
  for (const image of images) {
    const { sha256, name } = image;
    const answer = await verifyImage(store, site.dataDirectory, image, { bytesPerSecond: Infinity });
    results.push({ sha256, name, outcome: answer.outcome, ...('reason' in answer && { reason: answer.reason }) });
  }
  const damaged = results.filter(({ outcome }) => outcome === 'damaged');
  return {
    stdout: table(['SHA256', 'NAME', 'IS'], results.map(({ sha256, name, outcome }) => [sha256, name, outcome])),
    problems: damaged.map(({ name, reason = '' }) => `${name}: ${reason} It is in quarantine: nothing of it is served.`),
    json: { images: results },
    exit: damaged.length > 0 ? 1 : 0,
  };
});

async function verified(store: Store, invocation: Invocation): Promise<ImageRow[]> {
  const word = invocation.option('image');
  if ((word === undefined) !== invocation.has('all')) throw refusal('', 'Say which images: --image IMAGE, or --all.');
  if (word === undefined) return store.database.selectFrom('images').selectAll().orderBy('hashed_at').execute();
  const { sha256 } = await findImageArgument(store.database, word);
  const row = await findCatalogued(store.database, sha256);
  return row === undefined ? [] : [row];
}

export const exportTree: Run = (invocation) => withStore(invocation, async (store, site) => {
  const directory = resolve(invocation.argument('DIRECTORY'));
  const { added, present, removed, channels, damaged } = await exportMirror(store.database, site, directory, invocation.has('prune'));
  const isOwn = site.imagesUrl === ownImagesUrl(site.bootUrl);
  return {
    stdout: `images    ${added + present} (${added} new, ${removed} removed)\nchannels  ${channels}\n`,
    notes: isOwn ? ['Kickstarts still name this server. Set BASEWRIGHT_IMAGES_URL to where this directory is served, and start Basewright again.'] : [`Serve it at ${site.imagesUrl}, then: basewright image check-mirror`],
    problems: damaged.map((name) => `${name}: its file is not what it was when it was hashed, so it was left out. Read it again: basewright image verify --all.`),
    json: { directory, added, present, removed, channels, damaged },
    exit: damaged.length > 0 ? 1 : 0,
  };
});

export const checkMirror: Run = (invocation) => withStore(invocation, async (store, site) => {
  if (site.imagesUrl === ownImagesUrl(site.bootUrl)) throw failure('', 'There is no mirror: BASEWRIGHT_IMAGES_URL is not set, and machines fetch images from the boot plane.');
  const results: { url: string; problems: string[] }[] = [];
  for (const image of await publishedImages(store.database)) {
    const url = imageUrl(site, image.sha256, image.name);
    results.push({ url, problems: await checkMirrored(url, image, site.dataDirectory) });
  }
  const wrong = results.filter(({ problems }) => problems.length > 0);
  return {
    stdout: results.map(({ url, problems }) => `${problems.length === 0 ? 'right' : 'WRONG'}  ${url}\n`).join(''),
    notes: results.length > 0 ? [] : ['No image was published yet, so there is nothing to ask for.'],
    problems: wrong.flatMap(({ url, problems }) => problems.map((problem) => `${url}: ${problem}`)),
    json: { images: results },
    exit: wrong.length > 0 ? 1 : 0,
  };
});
