// SPDX-License-Identifier: GPL-2.0-or-later
// The build job: livemedia-creator makes the image, the image gets the form that nodes take, and the catalogue takes it in.

import { constants } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageDefinition } from '#kickstart/build/definition.ts';
import { renderBuild } from '#kickstart/build/render.ts';
import { registerImage } from '../images/catalogue.ts';
import { addImage, diskSpace, imageName } from '../images/image-store.ts';
import { type JobContext, JobFailure, type JobHandler } from '../jobs/job.ts';
import { runAsRoot } from './as-root.ts';
import { BuildInput, type BuildResult } from './build-input.ts';
import { imageFileName, kickstartName } from './commands.ts';
import { LIVE_IMAGE, livemediaArguments, livemediaCreator, type LivemediaCreator } from './livemedia.ts';
import { progressReader } from './livemedia-progress.ts';
import { toLiveImage } from './live-image.ts';

/** A build that takes longer hangs: mirrors are slow, but not for that long. In milliseconds. */
const LONGEST_MS = 4 * 3_600_000;

/**
 * Builds an image and puts it into the catalogue.
 *
 * @returns a {@link BuildResult}.
 * @throws {JobFailure} when it cannot be built here, or what was built is no image.
 */
export const buildImage: JobHandler = (context, input) => buildImageWith(livemediaCreator(context.environment))(context, input);

/** The same with what is known of livemedia-creator on this server. */
export const buildImageWith = (creator: LivemediaCreator): JobHandler => async (context, input): Promise<BuildResult> => {
  const { definition, mirror, actor } = BuildInput.parse(input);
  const { text, nvr } = renderBuild(definition, { now: context.store.now(), mirror: mirror ?? undefined });
  const made = await withLivemediaCreator(context, creator, definition, text);
  const image = await toLiveImage(context, made, { name: imageFileName(nvr), compression: definition.compression });
  context.progress('Keeping the image', 0.97);
  const file = await open(image, constants.O_RDONLY | constants.O_NOFOLLOW);
  const name = imageName(imageFileName(nvr));
  const added = await keep(context, file);
  await registerImage(context.store, { sha256: added.sha256, name, size: added.size, origin: 'build', source: definition.id, parent: null, madeFrom: { definition, nvr }, actor });
  context.log(`The image ${nvr} is in the catalogue and will be tested: sha256 ${added.sha256}`);
  return { sha256: added.sha256, nvr, name };
};

/** @returns path of what livemedia-creator made. */
async function withLivemediaCreator(context: JobContext, creator: LivemediaCreator, definition: ImageDefinition, kickstart: string): Promise<string> {
  if (!creator.canBuild || creator.program === undefined) throw new JobFailure(creator.reason ?? 'Images cannot be built here.');
  await checkAlone(context);
  await checkSpace(context, definition);
  const directory = join(context.workDirectory, 'build');
  const files = { kickstart: join(directory, kickstartName(definition)), result: join(directory, 'result'), logfile: join(directory, 'logs', 'livemedia.log'), tmp: join(directory, 'tmp') };
  await mkdir(files.tmp, { recursive: true });
  // The programs that look at the image run as another user.
  await chmod(directory, 0o755);
  await writeFile(files.kickstart, kickstart);
  const reader = progressReader();
  const onLine = (line: string): void => {
    const progress = reader.read(line);
    // It may go on speaking while it is ended.
    if (progress !== undefined && !context.signal.aborted) context.progress(progress.stage, progress.fraction);
  };
  context.progress('Starting livemedia-creator', 0);
  const { code, end } = await runAsRoot(context, creator.program, livemediaArguments(definition, files), { cwd: directory, limit: LONGEST_MS, logged: 'all', onLine });
  if (end === 'limit') throw new JobFailure('livemedia-creator did not end within four hours and was stopped. The log shows where it stood; a mirror may be out of reach.');
  if (end !== 'exited' || code !== 0) throw new JobFailure(`livemedia-creator failed${code === null ? '' : ` (exit code ${code})`}. ${reader.complaints().at(-1) ?? 'It did not say why; look into the log.'}`);
  return join(files.result, LIVE_IMAGE);
}

/** Anaconda allows one of itself on a machine, and would say so only at the end of its start. */
async function checkAlone({ id, store }: JobContext): Promise<void> {
  const other = await store.database.selectFrom('jobs').select('title').where('kind', '=', 'build').where('state', '=', 'running').where('id', '!=', id).executeTakeFirst();
  if (other !== undefined) throw new JobFailure(`Another build is running ("${other.title}"), and a machine can do only one at a time. Run this again when it has ended.`);
}

/** The file system, the squashfs of it twice, and the packages while they are unpacked. */
async function checkSpace({ workDirectory }: JobContext, { rootSize }: ImageDefinition): Promise<void> {
  const needed = rootSize * 2 * 1024 * 1024;
  const { free } = await diskSpace(workDirectory);
  if (free < needed) throw new JobFailure(`A build of this size needs about ${rootSize * 2} MiB, and ${Math.floor(free / 1024 / 1024)} MiB are free in ${workDirectory}. Free some space, or set BASEWRIGHT_WORK to a directory on a larger disk.`);
}

async function keep({ dataDirectory }: JobContext, file: FileHandle): Promise<{ sha256: string; size: number }> {
  const { size } = await file.stat();
  const answer = await addImage(dataDirectory, { stream: file.createReadStream({ highWaterMark: 1024 * 1024 }), size });
  switch (answer.outcome) {
    case 'added':
    case 'present':
      return answer;
    case 'refused':
      throw new JobFailure(answer.message);
    case 'full':
      throw new JobFailure(`The image needs ${Math.ceil(answer.needed / 1024 / 1024)} MiB in the store, and ${Math.floor(answer.free / 1024 / 1024)} MiB are free. Delete images that nobody uses, then run this again.`);
  }
}
