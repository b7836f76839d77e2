// SPDX-License-Identifier: GPL-2.0-or-later
// image add, list: the images that this server serves by itself.
import { readConfig } from '../config.ts';
import { addImage, imageName, listImages } from '../images/image-store.ts';
import { imageUrl } from '../images/image-url.ts';
import { failure, refusal, type Run } from './command.ts';
import { dataEnvironment, withStore } from './data.ts';
import { moment, table } from './output.ts';

const MIB = 1024 * 1024;

const REASONS: Readonly<Record<string, string>> = { ENOENT: 'There is no such file.', ENOTDIR: 'There is no such file.', EACCES: 'This user may not read it.', EISDIR: 'This is a directory. Name a file in it.' };

export const add: Run = async (invocation) => {
  const file = invocation.argument('FILE');
  // The store is opened for its directory: made with its modes when there is none yet.
  return withStore(invocation, async () => {
    const { dataDirectory, imagesUrl } = readConfig(dataEnvironment(invocation));
    const answer = await addImage(dataDirectory, file).catch((error: unknown) => {
      const reason = error instanceof Error && 'code' in error ? REASONS[String(error.code)] : undefined;
      throw reason === undefined ? error : failure(file, reason);
    });
    if (answer.outcome === 'refused') throw refusal(file, answer.message);
    if (answer.outcome === 'full') throw failure(file, `There is not enough space under ${dataDirectory}: it needs ${Math.ceil(answer.needed / MIB)} MiB, and ${Math.floor(answer.free / MIB)} MiB are free. Free some, then try again.`);
    const { outcome, sha256, size } = answer;
    const url = imageUrl({ imagesUrl }, sha256, imageName(file));
    return {
      stdout: `sha256  ${sha256}\nsize    ${size}\nurl     ${url}\n`,
      notes: [outcome === 'present' ? 'It was there already.' : 'Put url and sha256 into a profile, as its image and checksum.'],
      json: { outcome, sha256, size, url },
    };
  });
};

export const list: Run = (invocation) => withStore(invocation, () => {
  const { dataDirectory } = readConfig(dataEnvironment(invocation));
  const images = listImages(dataDirectory).map(({ sha256, size, addedAt }) => ({ sha256, size, addedAt: moment(addedAt) }));
  return Promise.resolve({
    stdout: images.length === 0 ? '' : table(['SHA256', 'SIZE', 'ADDED'], images.map(({ sha256, size, addedAt }) => [sha256, String(size), addedAt])),
    notes: images.length > 0 ? [] : ['There are no images yet. Add one: basewright image add FILE'],
    json: { images },
  });
});
