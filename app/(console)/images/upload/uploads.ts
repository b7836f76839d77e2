// SPDX-License-Identifier: GPL-2.0-or-later
// The uploads of this browser window. Kept outside React: they go on while other pages are shown.
'use client';
import { DetailedError, Upload } from 'tus-js-client';
import { apiPath, callApi } from '../../../api-client.ts';
import { Problem } from '../../../problem.ts';
import { askForLogin, noteActivity } from '../../../session/login-request.ts';
import { type Sample, withSample } from '../../hosts/installation/image-progress.ts';
import { UploadView } from '../image-answers.ts';

/** `waiting`: the server does not answer, and is asked again. `finishing`: all bytes are there, and the server hashes the last of them. */
export type UploadStep =
  | { readonly is: 'uploading' | 'paused' | 'waiting' | 'finishing' }
  | { readonly is: 'done'; readonly sha256: string }
  | { readonly is: 'failed'; readonly problem: Problem; /** The server keeps nothing of it. */ readonly isOver: boolean };

export type LocalUpload = {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  /** Bytes that the browser has sent. */
  readonly sent: number;
  readonly samples: readonly Sample[];
  readonly step: UploadStep;
  /** Of the upload on the server, once it has one. */
  readonly id: string | undefined;
};

const ENDPOINT = '/api/v1/uploads';
/** Large enough that the way to and fro does not count; small enough that a slow line sends it within the five minutes that a request may take. */
const PIECE_BYTES = 16 * 1024 * 1024;
/** For ten minutes without an answer: a server takes a minute at most to start anew. */
const RETRIES_MS = [500, 1000, 2000, 4000, ...Array.from({ length: 60 }, () => 10_000)];
const FINISH_LOOK_MS = 1000;

let uploads: readonly LocalUpload[] = [];
let lastKey = 0;
const running = new Map<number, Upload>();
const listeners = new Set<() => void>();

export function currentUploads(): readonly LocalUpload[] {
  return uploads;
}

export function subscribeToUploads(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether closing the window would stop something. */
export function isUploading(all: readonly LocalUpload[]): boolean {
  return all.some(({ step }) => step.is === 'uploading' || step.is === 'waiting' || step.is === 'finishing');
}

function tell(next: readonly LocalUpload[]): void {
  uploads = next;
  for (const listener of listeners) listener();
}

function change(key: number, changed: Partial<LocalUpload>): void {
  tell(uploads.map((each) => (each.key === key ? { ...each, ...changed } : each)));
}

function stepOf(key: number): UploadStep['is'] | undefined {
  return uploads.find((each) => each.key === key)?.step.is;
}

/** Begins to upload a file, or goes on with it where an earlier attempt from this browser ended. */
export async function beginUpload(file: File): Promise<void> {
  lastKey += 1;
  const key = lastKey;
  const upload = new Upload(file, { ...options(key), metadata: { filename: file.name } });
  running.set(key, upload);
  tell([...uploads, { key, name: file.name, size: file.size, sent: 0, samples: [], step: { is: 'uploading' }, id: undefined }]);
  const [earlier] = await upload.findPreviousUploads();
  if (earlier !== undefined) upload.resumeFromPreviousUpload(earlier);
  upload.start();
}

function options(key: number): ConstructorParameters<typeof Upload>[1] {
  return {
    endpoint: ENDPOINT,
    chunkSize: PIECE_BYTES,
    retryDelays: RETRIES_MS,
    removeFingerprintOnSuccess: true,
    onUploadUrlAvailable: () => change(key, { id: idOf(key) }),
    onProgress: (sent) => {
      const known = uploads.find((each) => each.key === key);
      if (known === undefined || known.step.is === 'paused') return;
      change(key, { sent, samples: withSample(known.samples, { at: Date.now(), bytes: sent }), step: { is: 'uploading' } });
    },
    onChunkComplete: () => noteActivity(), // The server has counted it as use of the session.
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      // 0: no answer. A full disk does not get emptier by asking again.
      const isTransient = status === 0 || status === 409 || status === 423 || (status >= 500 && status !== 507);
      if (isTransient && stepOf(key) === 'uploading') change(key, { step: { is: 'waiting' }, samples: [] });
      return isTransient;
    },
    onError: (error) => void failed(key, error),
    onSuccess: ({ lastResponse }) => void finished(key, lastResponse.getHeader('upload-image-sha256')),
  };
}

function idOf(key: number): string | undefined {
  return running.get(key)?.url?.split('/').at(-1);
}

async function failed(key: number, error: Error): Promise<void> {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  if (response?.getStatus() === 401 && (await askForLogin())) {
    resumeUpload(key);
    return;
  }
  const status = response?.getStatus() ?? 0;
  const isOver = OVER.includes(status);
  const id = idOf(key);
  if (isOver && id !== undefined) forget(id);
  change(key, { step: { is: 'failed', problem: problemOf(status, response?.getBody() ?? ''), isOver }, samples: [] });
}

/** Refused for what it is, or removed in the meantime. */
const OVER: readonly number[] = [404, 410, 422];

function problemOf(status: number, body: string): Problem {
  try {
    return Problem.parse(JSON.parse(body));
  } catch {
    return status === 0
      ? { title: 'Basewright did not answer', status, detail: 'The server may have been stopped, or the network is down. What has arrived is kept for 24 hours: continue when the server answers again.' }
      : { title: `The server answered ${status}`, status, detail: 'What has arrived is kept for 24 hours. Try to continue.' };
  }
}

async function finished(key: number, sha256: string | undefined): Promise<void> {
  const id = idOf(key);
  running.delete(key);
  if (sha256 !== undefined) {
    change(key, { step: { is: 'done', sha256 } });
    return;
  }
  change(key, { step: { is: 'finishing' }, id });
  await watchEnd(key, id ?? '');
}

/** The last answer was lost: the server says how the end went. */
async function watchEnd(key: number, id: string): Promise<void> {
  const answer = await callApi({ path: apiPath(['uploads', id]), schema: UploadView });
  if (!answer.ok) change(key, { step: { is: 'failed', problem: answer.problem, isOver: true } });
  else if (answer.data.sha256 !== null) change(key, { step: { is: 'done', sha256: answer.data.sha256 } });
  else setTimeout(() => void watchEnd(key, id), FINISH_LOOK_MS);
}

export function pauseUpload(key: number): void {
  change(key, { step: { is: 'paused' }, samples: [] });
  void running.get(key)?.abort();
}

export function resumeUpload(key: number): void {
  change(key, { step: { is: 'uploading' }, samples: [] });
  running.get(key)?.start();
}

/** Ends an upload and removes what the server has of it. */
export async function cancelUpload(key: number): Promise<void> {
  const [upload, id] = [running.get(key), idOf(key)];
  running.delete(key);
  tell(uploads.filter((each) => each.key !== key));
  await upload?.abort();
  if (id !== undefined) await discardUpload(id);
}

/** Takes an upload that has ended off the list. */
export function dismissUpload(key: number): void {
  running.delete(key);
  tell(uploads.filter((each) => each.key !== key));
}

/** Removes what the server has of an upload. @returns why it could not. */
export async function discardUpload(id: string): Promise<Problem | undefined> {
  forget(id);
  try {
    await Upload.terminate(`${ENDPOINT}/${id}`);
    return undefined;
  } catch (error) {
    const response = error instanceof DetailedError ? error.originalResponse : null;
    return response?.getStatus() === 404 ? undefined : problemOf(response?.getStatus() ?? 0, response?.getBody() ?? '');
  }
}

const TUS_PREFIX = 'tus::';

/** Where this browser keeps what it began: see tus-js-client's storage of addresses. */
function storedKeys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(TUS_PREFIX));
}

function forget(id: string): void {
  for (const key of storedKeys()) {
    if (localStorage.getItem(key)?.includes(`/${id}"`) === true) localStorage.removeItem(key);
  }
}

/** The ids of the uploads that this browser began, and can go on with when it gets the same file again. */
export function uploadsOfThisBrowser(): ReadonlySet<string> {
  return new Set(storedKeys().flatMap((key) => /\/uploads\/([A-Za-z0-9_-]{22})"/.exec(localStorage.getItem(key) ?? '')?.[1] ?? []));
}
