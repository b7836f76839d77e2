// SPDX-License-Identifier: GPL-2.0-or-later
// /api/v1/uploads: images that come in pieces, by the tus protocol, and how far they are.

import { registerImage } from '../images/catalogue.ts';
import type { Store } from '../store/store.ts';
import { UploadRefusal } from '../uploads/refusal.ts';
import { answerTus } from '../uploads/tus.ts';
import { Uploads, type UploadState } from '../uploads/uploads.ts';
import { json, moment } from './answer.ts';
import { notFound, ProblemError } from './problem.ts';
import { type ActorContext, pathValue } from './route.ts';

const all = new WeakMap<Store, Uploads>();

/** The uploads of this server: one object, because it knows who is writing. */
function uploadsOf({ store, services }: ActorContext): Uploads {
  const known = all.get(store) ?? new Uploads(services.site().dataDirectory, (image) => registerImage(store, image));
  all.set(store, known);
  return known;
}

export async function getUploads(context: ActorContext): Promise<Response> {
  const items = (await uploadsOf(context).list()).filter(({ origin }) => origin === 'upload');
  return json(200, { items: items.map(uploadJson) });
}

export async function getUpload(context: ActorContext): Promise<Response> {
  const uploads = uploadsOf(context);
  const state = await uploads.state(pathValue(context, 'id'));
  if (state === undefined) throw notFound('such upload');
  // The server may have stopped between the last byte and the end: whoever asks begins the end anew. How it went is told to whoever asks next.
  if (state.state === 'finishing') void uploads.finish(state.id).catch(() => undefined);
  return json(200, uploadJson(state));
}

/** OPTIONS, POST, HEAD, PATCH and DELETE: what the protocol says. */
export async function tus(context: ActorContext): Promise<Response> {
  const uploads = uploadsOf(context);
  try {
    const answer = await answerTus(uploads, context.request, context.actor.name);
    if (answer.status >= 400) throw tusProblem(answer.status, await answer.text(), answer.headers);
    const id = context.params['id'];
    const done = context.request.method === 'PATCH' && id !== undefined ? (await uploads.state(id))?.sha256 : undefined;
    if (typeof done === 'string') answer.headers.set('upload-image-sha256', done);
    return answer;
  } catch (error) {
    if (error instanceof UploadRefusal) throw tusProblem(error.status_code, error.body, new Headers());
    throw error;
  }
}

const TITLES: Readonly<Record<number, string>> = {
  404: 'There is no such upload', 409: 'The upload is at another place', 410: 'The upload has expired', 412: 'This is not the tus protocol', 413: 'More came than was announced', 422: 'This file cannot become an image',
  423: 'The upload is in use', 460: 'The piece is damaged', 507: 'The disk of the server is full',
};

/** In place of the library's own few words. */
const DETAILS: Readonly<Record<number, string>> = {
  409: 'This piece does not begin where the upload stands. Ask where it is (HEAD gives Upload-Offset), and continue there.',
  410: 'Uploads that stood still for 24 hours are removed. Begin again.',
  412: 'Send the header "Tus-Resumable: 1.0.0"; see tus.io for the protocol, or use a tus client.',
  413: 'The piece is longer than what is missing of the announced Upload-Length. Nothing of it beyond that was kept.',
};

function tusProblem(status: number, text: string, headers: Headers): ProblemError {
  // What failed inside is told to the log, not to whoever asked.
  if (status === 500) throw new Error(`an upload failed: ${text.trim()}`);
  return new ProblemError({
    status, kind: 'upload', title: TITLES[status] ?? 'The upload cannot go on', detail: DETAILS[status] ?? text.trim(), headers: { 'tus-resumable': '1.0.0', ...(status === 412 && { 'tus-version': headers.get('tus-version') ?? '1.0.0' }) },
  });
}

function uploadJson({ id, name, size, offset, state, sha256, actor, changedAt, expiresAt }: UploadState): object {
  return { id, name, size, offset, state, sha256, actor, changedAt: moment(changedAt), expiresAt: moment(expiresAt) };
}
