// SPDX-License-Identifier: GPL-2.0-or-later
// The job that brings an image in from a URL or from a path of the server.

import { z } from 'zod';
import { addressRules } from '../power/address-rules.ts';
import { createGuardedDownload } from '../trees/guarded-fetch.ts';
import { Uploads } from '../uploads/uploads.ts';
import { type JobContext, JobFailure, type JobHandler } from '../jobs/job.ts';
import { registerImage } from './catalogue.ts';
import { copyImage, downloadImage, FetchFailure } from './fetch-image.ts';
import { imageName } from './image-store.ts';

const Input = z.object({ path: z.string().optional(), url: z.string().optional(), sha256: z.string().optional(), actor: z.string().nullable() });

/** @returns `{ sha256 }` of the image that came in. */
export const fetchImage: JobHandler = async (context, input) => {
  const { path, url, sha256 = null, actor } = Input.parse(input);
  try {
    if (url !== undefined) return { sha256: await fromUrl(context, url, sha256, actor) };
    if (path !== undefined) return { sha256: await fromPath(context, path, sha256, actor) };
  } catch (error) {
    if (error instanceof FetchFailure) throw new JobFailure(error.message);
    throw error;
  }
  throw new Error('a job to fetch an image says neither path nor url');
};

async function fromUrl(context: JobContext, url: string, expected: string | null, actor: string | null): Promise<string> {
  const uploads = new Uploads(context.dataDirectory, (image) => registerImage(context.store, image));
  const sha256 = await downloadImage({ url, expected, actor }, {
    uploads, signal: context.signal, onProgress: shown(context), onRetry: (message) => context.log(message), download: createGuardedDownload(addressRules(context.environment)),
  });
  context.log(`The image has the sha256 ${sha256}.`);
  return sha256;
}

async function fromPath(context: JobContext, path: string, expected: string | null, actor: string | null): Promise<string> {
  const { sha256, size } = await copyImage(context.dataDirectory, path, expected, { signal: context.signal, onProgress: shown(context) });
  await registerImage(context.store, { sha256, name: imageName(path), size, origin: 'file', source: path, parent: null, madeFrom: null, actor });
  context.log(`The image has the sha256 ${sha256}.`);
  return sha256;
}

/** Tells of every per cent, and not of every piece. */
function shown(context: JobContext): (bytes: number, size: number) => void {
  let told = -1;
  return (bytes, size) => {
    const percent = Math.floor((bytes / size) * 100);
    if (percent === told) return;
    told = percent;
    context.progress('Fetching the image', Math.min(1, bytes / size));
  };
}
