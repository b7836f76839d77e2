// SPDX-License-Identifier: GPL-2.0-or-later
// Uploads of images: begun, continued where they stood, and in the end one rename away from being an image.

import { mkdirSync } from 'node:fs';
import { link as linkFile, rm, truncate } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { NewImage } from '../images/catalogue.ts';
import { addImage, diskSpace, imageName, keepImage, otherHash, spaceFor } from '../images/image-store.ts';
import { squashfsProblem, SUPERBLOCK_BYTES } from '../images/squashfs.ts';
import { type Checksum, receive } from './receive.ts';
import { noSuchUpload, UploadRefusal } from './refusal.ts';
import { RunningHash } from './running-hash.ts';
import { collectUploads, createUpload, KEPT_MS, partPath, readUpload, removeUpload, type UploadDocument, uploadDirectory, uploadIds, type UploadOnDisk, writeDocument } from './upload-files.ts';
import { UploadLocks } from './upload-locks.ts';

const MIB = 1024 * 1024;

/** `finishing`: all bytes are there, and are being hashed or named. Times in milliseconds since 1970, sizes in bytes. */
export type UploadState = {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly offset: number;
  readonly state: 'receiving' | 'finishing' | 'done';
  /** Of the image that it has become. */
  readonly sha256: string | null;
  readonly actor: string | null;
  readonly origin: UploadDocument['origin'];
  readonly expected: string | null;
  readonly validator: string | null;
  readonly changedAt: number;
  readonly expiresAt: number;
};

/** An upload that this process works with. */
type Live = { document: UploadDocument; offset: number; readonly hash: RunningHash; finishing: Promise<string> | undefined };

export type NewUpload = Pick<UploadDocument, 'name' | 'size' | 'expected' | 'actor' | 'origin' | 'source' | 'validator'>;

/** The uploads of a data directory. One process only may work with them. */
export class Uploads {
  readonly locks: UploadLocks;
  readonly #dataDirectory: string;
  readonly #register: (image: NewImage) => Promise<void>;
  readonly #live = new Map<string, Live>();

  /** @param register puts the image into the catalogue, once its file has its name. */
  constructor(dataDirectory: string, register: (image: NewImage) => Promise<void>, locks = new UploadLocks()) {
    this.#dataDirectory = dataDirectory;
    this.#register = register;
    this.locks = locks;
  }

  /** Begins an upload. @param id that newUploadId made. @throws {UploadRefusal} when there is no space for it, or when it can be no image. */
  async create(id: string, upload: NewUpload): Promise<void> {
    if (upload.size < SUPERBLOCK_BYTES) throw new UploadRefusal(422, squashfsProblem(Buffer.alloc(0), upload.size) ?? '');
    const directory = uploadDirectory(this.#dataDirectory);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    await collectUploads(this.#dataDirectory, Date.now());
    const { free } = await diskSpace(directory);
    const needed = spaceFor(upload.size) + (await this.#promised());
    if (free < needed) throw new UploadRefusal(507, `There is not enough space on the server: with what other uploads still need, ${Math.ceil(needed / MIB)} MiB have to be free, and ${Math.floor(free / MIB)} MiB are. Delete images that nobody uses, then try again.`);
    await createUpload(this.#dataDirectory, id, { format: 1, ...upload, unjudgedFrom: null, sha256: null });
  }

  /** How an upload stands; undefined when there is none (any more). */
  async state(id: string): Promise<UploadState | undefined> {
    const found = await readUpload(this.#dataDirectory, id);
    if (found === undefined || Date.now() - found.changedAt > KEPT_MS) {
      this.#live.delete(id);
      return undefined;
    }
    return this.#view(id, found);
  }

  /** All that are not done, oldest first. */
  async list(): Promise<UploadState[]> {
    const states = await Promise.all((await uploadIds(this.#dataDirectory)).map((id) => this.state(id)));
    return states.filter((state) => state !== undefined && state.state !== 'done').flatMap((state) => state ?? []).sort((a, b) => a.changedAt - b.changedAt);
  }

  /** Takes in a piece. The caller holds the lock. @returns how far the upload is then. @throws {UploadRefusal} */
  async write(id: string, stream: Readable, offset: number, checksum: Checksum | undefined): Promise<number> {
    const live = await this.#open(id);
    if (live.offset !== offset) throw new UploadRefusal(409, `This piece begins at byte ${offset}, and the upload is at byte ${live.offset}. Ask where it is (HEAD), and continue there.`);
    if (offset === live.document.size) {
      await this.finish(id);
      return offset;
    }
    if (checksum !== undefined) await this.#change(id, live, { unjudgedFrom: offset });
    const piece = { path: partPath(this.#dataDirectory, id), offset, size: live.document.size, checksum, hash: live.hash };
    try {
      const received = await receive(stream, { ...piece, onBytes: (at) => {
        if (checksum === undefined) live.offset = at;
        this.locks.hear(id);
      } });
      live.offset = received.offset;
      if (received.error !== undefined) throw diskRefusal(received.error);
      if (checksum !== undefined) await this.#change(id, live, { unjudgedFrom: null });
    } catch (error) {
      if (error instanceof UploadRefusal && error.status_code === 422) await this.remove(id);
      throw error;
    }
    if (live.offset === live.document.size) await this.finish(id);
    return live.offset;
  }

  /** Makes an image of an upload whose bytes are all there. @returns its sha256. @throws {UploadRefusal} when it is not the file that its owner meant. */
  async finish(id: string): Promise<string> {
    const live = await this.#open(id);
    if (live.document.sha256 !== null) return live.document.sha256;
    if (live.offset < live.document.size) throw new Error('an upload was finished before its bytes were there');
    this.locks.finish(id);
    live.finishing ??= this.#finish(id, live).finally(() => {
      live.finishing = undefined;
    });
    return live.finishing;
  }

  /** Forgets an upload; an image that it has become stays. */
  async remove(id: string): Promise<void> {
    this.#live.delete(id);
    await removeUpload(this.#dataDirectory, id);
  }

  async #finish(id: string, live: Live): Promise<string> {
    const { document } = live;
    const sha256 = await live.hash.digest(document.size);
    if (document.expected !== null && document.expected !== sha256) {
      await this.remove(id);
      throw new UploadRefusal(422, otherHash(sha256, document.expected));
    }
    const part = partPath(this.#dataDirectory, id);
    await this.#keep(part, sha256);
    await this.#register({ sha256, name: imageName(document.name), size: document.size, origin: document.origin, source: document.source, parent: null, madeFrom: null, actor: document.actor });
    await this.#change(id, live, { sha256 });
    // Until here a crash leaves an upload that is whole, and that can be finished once more.
    await rm(part, { force: true });
    return sha256;
  }

  /** A second name for the same bytes; a copy only where the images lie on a file system of their own. */
  async #keep(part: string, sha256: string): Promise<void> {
    const link = `${part}.link`;
    try {
      await linkFile(part, link);
      await keepImage(this.#dataDirectory, link, sha256);
    } catch (error) {
      if (!NO_LINK.some((code) => isCode(error, code))) throw error;
      const answer = await addImage(this.#dataDirectory, part);
      if (answer.outcome === 'refused') throw new UploadRefusal(422, answer.message);
      if (answer.outcome === 'full') throw fullDisk();
    } finally {
      await rm(link, { force: true });
    }
  }

  async #change(id: string, live: Live, change: Partial<UploadDocument>): Promise<void> {
    live.document = { ...live.document, ...change };
    await writeDocument(this.#dataDirectory, id, live.document);
  }

  /** An upload of an earlier run of the server is hashed again from its beginning, while its next pieces come. */
  async #open(id: string): Promise<Live> {
    const known = this.#live.get(id);
    if (known !== undefined) return known;
    const found = await readUpload(this.#dataDirectory, id);
    if (found === undefined) throw noSuchUpload();
    const offset = sureOffset(found);
    if (offset < found.offset) await truncate(partPath(this.#dataDirectory, id), offset);
    const document = { ...found.document, unjudgedFrom: null };
    if (found.document.unjudgedFrom !== null) await writeDocument(this.#dataDirectory, id, document);
    const live: Live = this.#live.get(id) ?? { document, offset, hash: new RunningHash(partPath(this.#dataDirectory, id), offset), finishing: undefined };
    this.#live.set(id, live);
    // What fails here fails again, and is told, when the hash is needed.
    if (found.document.sha256 === null) void live.hash.catchUp().catch(() => undefined);
    return live;
  }

  #view(id: string, found: UploadOnDisk): UploadState {
    const { name, size, sha256, actor, origin, expected, validator } = found.document;
    const live = this.#live.get(id);
    const offset = live?.offset ?? sureOffset(found);
    const state = sha256 !== null ? 'done' : offset === size ? 'finishing' : 'receiving';
    return { id, name, size, offset, state, sha256, actor, origin, expected, validator, changedAt: found.changedAt, expiresAt: found.changedAt + KEPT_MS };
  }

  /** Bytes that were promised to uploads and have not come yet. */
  async #promised(): Promise<number> {
    return (await this.list()).reduce((sum, { size, offset }) => sum + size - offset, 0);
  }
}

/** A piece that is judged when it is complete may have been cut by the end of the server: then it never came. */
function sureOffset({ document, offset }: UploadOnDisk): number {
  return Math.min(offset, document.unjudgedFrom ?? offset);
}

const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'] as const;

/** Another file system, or one that knows no second names. */
const NO_LINK = ['EXDEV', 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'] as const;

/** A disk that is full is told in words; everything else stays as it is. */
function diskRefusal(error: unknown): unknown {
  return FULL.some((code) => isCode(error, code)) ? fullDisk() : error;
}

function fullDisk(): UploadRefusal {
  return new UploadRefusal(507, 'The disk of the server is full. What has come until now is kept for 24 hours: free some space, then continue.');
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
