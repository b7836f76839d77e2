// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: images in the catalogue of a site, published or not, and answers taken apart.

import { Readable } from 'node:stream';
import type { ImageState } from '#kickstart/catalogue/image.ts';
import { registerImage } from '../images/catalogue.ts';
import { addImage, imageName } from '../images/image-store.ts';
import { squashfsBytes } from '../images/squashfs.fixture.ts';
import { ask, type AskOptions, type BootSite } from './boot-plane.fixture.ts';

export type Given = { readonly sha256: string; readonly path: string; /** Of the file. */ readonly file: string; readonly bytes: Buffer };

let made = 0;

/** An image that no other test has, catalogued at a moment that is not before its file's. @param size in bytes. */
export async function putImage({ store, site }: BootSite, size = 300_000): Promise<Given> {
  made += 1;
  const bytes = squashfsBytes(size);
  bytes.writeUInt32LE(made, 100);
  const stored = await addImage(site.dataDirectory, { stream: Readable.from([bytes]), size });
  if (!('sha256' in stored)) throw new Error(JSON.stringify(stored));
  store.pass(Math.max(0, Date.now() - store.now()));
  const name = imageName('node.squashfs');
  await registerImage(store, { sha256: stored.sha256, name, size, origin: 'file', source: name, parent: null, madeFrom: null, actor: null });
  return { sha256: stored.sha256, path: `/images/${stored.sha256}/${name}`, file: stored.path, bytes };
}

/** What a person's move of a channel leaves: the channel, and the note of the move. @param sha256 null: the channel is emptied. */
export async function moveChannel({ store }: BootSite, id: string, sha256: string | null, signature: string | null = null): Promise<void> {
  const at = store.now();
  const channel = { id, title: `Channel ${id}`, target: 'centos9', sha256, revision: at, updated_at: at };
  await store.write(async (transaction) => {
    await transaction.insertInto('channels').values(channel).onConflict((conflict) => conflict.column('id').doUpdateSet({ sha256, revision: at + 1 })).execute();
    await transaction.insertInto('channel_moves').values({ channel_id: id, at, actor: null, kind: 'publish', sha256, before: null, override: null }).execute();
    if (sha256 !== null) await transaction.updateTable('images').set({ nvr: 'node-1.0-1', arch: 'x86_64', signature }).where('sha256', '=', sha256).execute();
  });
}

export async function setState({ store }: BootSite, sha256: string, state: ImageState): Promise<void> {
  await store.write((transaction) => transaction.updateTable('images').set({ state }).where('sha256', '=', sha256).execute());
}

export type Reply = { readonly status: number; /** Names in lower case. */ readonly headers: Readonly<Record<string, string>>; readonly body: string };

export async function reply(port: number, target: string, options: AskOptions = {}): Promise<Reply> {
  const text = await ask(port, target, options);
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
  return { status: Number(first.split(' ')[1]), headers, body: text.slice(end + 4) };
}
