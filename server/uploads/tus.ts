// SPDX-License-Identifier: GPL-2.0-or-later
// The tus protocol (tus.io, version 1.0.0) for uploads: @tus/server speaks it, and this tells it where bytes go and what they must be.

import type { Readable } from 'node:stream';
import { DataStore, Server, Upload } from '@tus/server';
import type { Checksum } from './receive.ts';
import { noSuchUpload, UploadRefusal } from './refusal.ts';
import { KEPT_MS, newUploadId } from './upload-files.ts';
import type { Uploads } from './uploads.ts';

/** Where the API has its uploads. */
const PATH = '/api/v1/uploads';

/** What answers to OPTIONS and to a wrong checksum algorithm name. */
const CHECKSUM_ALGORITHMS = 'sha256,sha1';

const MOST_CHARACTERS = 255;

/** Answers one request of the tus protocol. @param actor who uploads. */
export async function answerTus(uploads: Uploads, request: Request, actor: string): Promise<Response> {
  const checksum = readChecksum(request.headers.get('upload-checksum'));
  // A server for each request: so its store knows what only this request says.
  const server = new Server({
    path: PATH, datastore: new UploadStore(uploads, actor, checksum), locker: uploads.locks, lockDrainTimeout: 1, relativeLocation: true, allowedOrigins: [], namingFunction: newUploadId,
  });
  const response = await server.handleWeb(request);
  // Other sites may not read these answers, so none of their headers is for them.
  response.headers.delete('access-control-expose-headers');
  if (request.method === 'OPTIONS') response.headers.set('tus-checksum-algorithm', CHECKSUM_ALGORITHMS);
  return response;
}

/** @throws {UploadRefusal} when it is none. */
function readChecksum(header: string | null): Checksum | undefined {
  if (header === null) return undefined;
  const [, algorithm, text = ''] = /^(sha1|sha256) ([A-Za-z0-9+/]+={0,2})$/.exec(header.trim()) ?? [];
  const digest = Buffer.from(text, 'base64');
  if ((algorithm === 'sha1' && digest.length === 20) || (algorithm === 'sha256' && digest.length === 32)) return { algorithm, digest };
  throw new UploadRefusal(400, `The header Upload-Checksum is not understood. Write one of ${CHECKSUM_ALGORITHMS}, a space, and the digest in Base64.`);
}

class UploadStore extends DataStore {
  readonly #uploads: Uploads;
  readonly #actor: string;
  readonly #checksum: Checksum | undefined;

  constructor(uploads: Uploads, actor: string, checksum: Checksum | undefined) {
    super();
    this.#uploads = uploads;
    this.#actor = actor;
    this.#checksum = checksum;
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration', 'checksum'];
  }

  override async create(upload: Upload): Promise<Upload> {
    const { filename, sha256 } = upload.metadata ?? {};
    const expected = sha256?.trim().toLowerCase() ?? null;
    if (expected !== null && !/^[0-9a-f]{64}$/.test(expected)) throw new UploadRefusal(400, 'The sha256 in Upload-Metadata is none: it must be 64 hexadecimal digits.');
    const name = plainName(filename);
    await this.#uploads.create(upload.id, { name, size: upload.size ?? 0, expected, actor: this.#actor, origin: 'upload', source: name, validator: null });
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const state = await this.#uploads.state(id);
    if (state === undefined) throw noSuchUpload();
    // @tus/server counts the time that an upload is kept from here on.
    return new Upload({ id, size: state.size, offset: state.offset, metadata: { filename: state.name }, creation_date: new Date(state.changedAt).toISOString() });
  }

  override write(stream: Readable, id: string, offset: number): Promise<number> {
    return this.#uploads.write(id, stream, offset, this.#checksum);
  }

  override async remove(id: string): Promise<void> {
    if ((await this.#uploads.state(id)) === undefined) throw noSuchUpload();
    await this.#uploads.remove(id);
  }

  override getExpiration(): number {
    return KEPT_MS;
  }
}

/** The name of a file as a person knows it: one line, bounded, without the directories that some browsers send. */
function plainName(name: string | null | undefined): string {
  const plain = (name ?? '').replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, ' ').split(/[/\\]/).at(-1)?.trim().slice(0, MOST_CHARACTERS) ?? '';
  return plain === '' ? 'image.squashfs' : plain;
}
