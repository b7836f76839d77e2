// SPDX-License-Identifier: GPL-2.0-or-later
// image add, import, list, show, retire, restore, delete: the catalogue of the images that this server serves by itself.
import { resolve } from 'node:path';
import type { Site } from '../installations/installability.ts';
import { ancestorsOf, findCatalogued, imageUsers, registerImage } from '../images/catalogue.ts';
import { copyImage, downloadImage, FetchFailure } from '../images/fetch-image.ts';
import { type ChangeImage, deleteImage, restoreImage, retireImage } from '../images/image-changes.ts';
import { findImage, imageName } from '../images/image-store.ts';
import { imageUrl } from '../images/image-url.ts';
import { ImportRequest, queueImport } from '../images/import-image.ts';
import { ImageListRequest, imageSpace, imageSummaries, type ImageSummary, listImageSummaries } from '../images/list-images.ts';
import { usersText } from '../images/users-text.ts';
import { fieldProblems } from '../store/problems.ts';
import { MAX_LIMIT } from '../store/page.ts';
import type { Store } from '../store/store.ts';
import { Uploads } from '../uploads/uploads.ts';
import { type Answer, CommandError, failure, type Invocation, refusal, type Run } from './command.ts';
import { allPages, withStore } from './data.ts';
import { findImageArgument } from './image-argument.ts';
import { moment, printable, table, write } from './output.ts';

const isUrl = (text: string): boolean => /^https?:\/\//i.test(text);

function readRequest(from: string, sha256: string | undefined): ImportRequest {
  const request = ImportRequest.safeParse({ ...(isUrl(from) ? { url: from } : { path: resolve(from) }), ...(sha256 !== undefined && { sha256 }) });
  if (request.success) return request.data;
  throw new CommandError(2, fieldProblems(request.error).map(({ path, message }) => ({ path: path === 'sha256' ? '--sha256' : from, message })));
}

export const add: Run = (invocation) => withStore(invocation, async (store, site) => {
  const from = invocation.argument('FILE|URL');
  const request = readRequest(from, invocation.option('sha256'));
  const { sha256, isNew } = await bringIn(invocation, store, site, from, request);
  const image = await findCatalogued(store.database, sha256);
  if (image === undefined) throw failure(from, 'The image came in, and somebody deleted it right away.');
  const url = imageUrl(site, sha256, image.name);
  return {
    stdout: `sha256  ${sha256}\nsize    ${image.size}\nurl     ${url}\n`,
    notes: [isNew ? 'It is tested as soon as the server runs. Publish it in a channel, or put url and sha256 into a profile.' : 'It was there already.'],
    json: { outcome: isNew ? 'added' : 'present', sha256, size: image.size, url },
  };
});

async function bringIn(invocation: Invocation, store: Store, { dataDirectory }: Site, from: string, request: ImportRequest): Promise<{ sha256: string; isNew: boolean }> {
  const expected = request.sha256 ?? null;
  const before = new Set((await store.database.selectFrom('images').select('sha256').execute()).map(({ sha256 }) => sha256));
  const { signal } = new AbortController();
  try {
    if ('url' in request) {
      const uploads = new Uploads(dataDirectory, (image) => registerImage(store, image));
      const onRetry = (message: string) => void write(invocation.io.stderr, `${message}\n`);
      const sha256 = await downloadImage({ url: request.url, expected, actor: null }, { uploads, signal, onProgress: () => undefined, onRetry });
      return { sha256, isNew: !before.has(sha256) };
    }
    const { sha256, size } = await copyImage(dataDirectory, request.path, expected, { signal, onProgress: () => undefined });
    await registerImage(store, { sha256, name: imageName(from), size, origin: 'file', source: request.path, parent: null, madeFrom: null, actor: null });
    return { sha256, isNew: !before.has(sha256) };
  } catch (error) {
    if (error instanceof FetchFailure) throw error.kind === 'refused' ? refusal(from, error.message) : failure(from, error.message);
    throw error;
  }
}

export const importLater: Run = (invocation) => withStore(invocation, async (store) => {
  const { id } = await queueImport(store, readRequest(invocation.argument('PATH|URL'), invocation.option('sha256')), null);
  return { stdout: `${id}\n`, notes: [`The running server fetches it. Watch it: basewright job show ${id}`], json: { job: id } };
});

export const list: Run = (invocation) => withStore(invocation, async (store, site) => {
  const request = ImageListRequest.safeParse({ q: invocation.option('search'), target: invocation.option('target'), state: invocation.option('state'), limit: MAX_LIMIT });
  if (!request.success) throw new CommandError(2, fieldProblems(request.error).map(({ path, message }) => ({ path: path === 'q' ? '--search' : `--${path}`, message })));
  const images = await allPages((after) => listImageSummaries(store, site, { ...request.data, after }));
  const isFiltered = [request.data.q, request.data.target, request.data.state].some((filter) => filter !== undefined);
  const rows = images.map(({ sha256, nvr, name, size, state, verdict, channels, addedAt }) => [sha256, nvr ?? name, String(size), state, verdict ?? '-', channels.map(({ id }) => id).join(',') || '-', moment(addedAt)]);
  const none = isFiltered ? 'No image matches.' : 'There are no images yet. Add one: basewright image add FILE';
  return {
    stdout: rows.length === 0 ? '' : table(['SHA256', 'IMAGE', 'SIZE', 'STATE', 'TEST', 'CHANNELS', 'ADDED'], rows),
    notes: rows.length > 0 ? [] : [none],
    json: { images: images.map(jsonOf), space: await imageSpace(store.database, site.dataDirectory) },
  };
});

const jsonOf = ({ addedAt, ...image }: ImageSummary): object => ({ ...image, addedAt: moment(addedAt) });

export const show: Run = (invocation) => withStore(invocation, async (store, site) => {
  const { sha256 } = await findImageArgument(store.database, invocation.argument('IMAGE'));
  const row = await findCatalogued(store.database, sha256);
  const [image] = row === undefined ? [] : await imageSummaries(store.database, site, [row]);
  if (row === undefined || image === undefined) throw failure('IMAGE', 'Somebody deleted it just now.');
  const usedBy = await imageUsers(store.database, site, sha256, store.now());
  const ancestors = await ancestorsOf(store.database, row);
  const facts: readonly (readonly [string, string | null])[] = [
    ['sha256', sha256], ['name', image.name], ['nvr', image.nvr], ['target', image.target], ['arch', image.arch], ['size', String(image.size)], ['state', image.stateReason === null ? image.state : `${image.state}: ${image.stateReason}`],
    ['test', image.verdict ?? 'never'], ['url', image.url], ['origin', image.source === null ? image.origin : `${image.origin}: ${image.source}`], ['added', `${moment(image.addedAt)}${image.addedBy === null ? '' : ` by ${image.addedBy}`}`],
    ['hashed', moment(row.hashed_at)], ['signed', image.isSigned ? 'yes' : 'no'], ['parents', ancestors.map((each) => each.nvr ?? each.name ?? each.sha256.slice(0, 16)).join(', ') || null],
    ['children', usedBy.children.map(({ name, sha256: child }) => `${name} (${child.slice(0, 16)})`).join(', ') || null], ['users', usersText(usedBy)],
    ['file', findImage(site.dataDirectory, sha256)?.path ?? 'gone'],
  ];
  return {
    stdout: facts.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(9)}${printable(value)}\n`])).join(''),
    json: { ...jsonOf(image), hashedAt: moment(row.hashed_at), usedBy, ancestors },
  };
});

export const retire: Run = (invocation) => change(invocation, 'retired', (store, site, sha256) => retireImage(store, site, sha256, invocation.option('reason') ?? ''));
export const restore: Run = (invocation) => change(invocation, 'available', (store, _, sha256) => restoreImage(store, sha256));

function change(invocation: Invocation, state: string, act: (store: Store, site: Site, sha256: string) => Promise<ChangeImage>): Promise<Answer> {
  return withStore(invocation, async (store, site) => {
    const { sha256 } = await findImageArgument(store.database, invocation.argument('IMAGE'));
    const answer = await act(store, site, sha256);
    if (answer.outcome === 'missing') throw failure('IMAGE', 'Somebody deleted it just now.');
    if (answer.outcome === 'quarantined') throw failure('IMAGE', 'It is in quarantine: its file is not what its hash says. Add the right file again, or delete the image.');
    if (answer.outcome === 'in use') throw failure('IMAGE', `${usersText({ channels: answer.users.channels })} Publish another image there first, or empty the channel.`);
    return { stdout: `${state} image ${sha256}\n`, json: { sha256, state } };
  });
}

export const remove: Run = (invocation) => withStore(invocation, async (store, site) => {
  const { sha256 } = await findImageArgument(store.database, invocation.argument('IMAGE'));
  const answer = await deleteImage(store, site, sha256);
  if (answer.outcome === 'missing') throw failure('IMAGE', 'Somebody deleted it just now.');
  if (answer.outcome === 'in use') throw failure('IMAGE', `${usersText(answer.users)} Give them another image first, or retire this one: basewright image retire ${sha256.slice(0, 16)}`);
  const { children } = answer.users;
  return {
    stdout: `deleted image ${sha256}\n`,
    notes: children.length === 0 ? [] : [`Images that were customized from it stay: ${children.map(({ name }) => name).join(', ')}.`],
    json: { sha256, outcome: 'deleted', children },
  };
});
