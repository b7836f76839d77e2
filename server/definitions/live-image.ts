// SPDX-License-Identifier: GPL-2.0-or-later
// Gives a squashfs the form that the installer and imgbased take: LiveOS/rootfs.img, and nothing beside it.

import { join } from 'node:path';
import { type JobContext, JobFailure } from '../jobs/job.ts';

/** A line of `unsquashfs -ll`: "-rw-r--r-- root/root  1234 2026-11-24 18:26 squashfs-root/LiveOS/rootfs.img". */
const REGULAR_FILE = /^-\S{9} .* squashfs-root\/(\S+)$/;
const WANTED = 'LiveOS/rootfs.img';

/**
 * Looks into `squashfs`, and packs it anew when its root file system has another place.
 *
 * @returns the path of an image of the right form: the given one, where it has it.
 * @throws {JobFailure} when it holds no file system image, or more than one.
 */
export async function toLiveImage(context: JobContext, squashfs: string, { name, compression }: { readonly name: string; readonly compression: string }): Promise<string> {
  context.progress('Looking into the image', 0.96);
  const files = await filesOf(context, squashfs);
  const images = files.filter((path) => path.endsWith('.img'));
  const [image] = images;
  if (image === undefined || images.length > 1 || !/^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(image) || image.includes('..')) {
    throw new JobFailure(`What was built holds ${images.length} file system images; a node takes exactly one (${WANTED}). ${images.length === 0 ? 'A squashfs of the files themselves cannot be used to upgrade nodes.' : ''}`.trim());
  }
  if (image === WANTED && files.length === 1) return squashfs;
  context.log(`Packing the image anew: its root file system is ${image}, and must be ${WANTED}.`);
  return repacked(context, squashfs, { image, name, compression });
}

async function filesOf(context: JobContext, squashfs: string): Promise<string[]> {
  const { code, stdout, stderr } = await context.run('unsquashfs', ['-ll', squashfs], { logged: 'nothing' });
  if (code !== 0) throw new JobFailure(`What was built is no squashfs image that can be read. ${stderr.trim().split('\n').at(-1) ?? ''}`.trim());
  return stdout.toString('utf8').split('\n').flatMap((line) => REGULAR_FILE.exec(line)?.[1] ?? []);
}

async function repacked(context: JobContext, squashfs: string, { image, name, compression }: { readonly image: string; readonly name: string; readonly compression: string }): Promise<string> {
  context.progress('Packing the image anew', 0.96);
  const [unpacked, root, result] = ['unpacked', 'squashfs-root', name].map((each) => join(context.workDirectory, each));
  if (unpacked === undefined || root === undefined || result === undefined) throw new Error('unreachable: three names make three paths');
  await succeed(context, 'unsquashfs', ['-no-progress', '-d', unpacked, squashfs, image]);
  await succeed(context, 'mkdir', ['-p', join(root, 'LiveOS')]);
  await succeed(context, 'mv', [join(unpacked, image), join(root, WANTED)]);
  await succeed(context, 'mksquashfs', [root, result, '-noappend', '-all-root', '-no-progress', '-comp', compression]);
  return result;
}

async function succeed(context: JobContext, program: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await context.run(program, args);
  if (code !== 0) throw new JobFailure(`${program} failed while the image was packed. ${stderr.trim().split('\n').at(-1) ?? ''}`.trim());
}
