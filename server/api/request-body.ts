// SPDX-License-Identifier: GPL-2.0-or-later
// What a request brings: its body within limits, its query, its preconditions, all parsed before anything looks at them.

import type { z } from 'zod';
import { fieldProblems } from '../store/problems.ts';
import type { Precondition } from '../store/revision.ts';
import { invalid, ProblemError } from './problem.ts';

const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** The JSON body of a request, checked. Without a body, when `isOptional`, as if it were `{}`. */
export async function readJson<T>(request: Request, schema: z.ZodType<T>, options: { isOptional?: boolean } = {}): Promise<T> {
  const document = await readDocument(request, options);
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw invalid(fieldProblems(parsed.error));
  return parsed.data;
}

/** The JSON body of a request, not checked yet. */
export async function readDocument(request: Request, { isOptional = false }: { isOptional?: boolean } = {}): Promise<unknown> {
  const contentType = request.headers.get('content-type');
  const text = await readText(request, contentType === null && isOptional ? undefined : 'application/json');
  if (text === '' && isOptional) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError({ status: 400, kind: 'not-json', title: 'The body is not JSON', detail: 'Send one JSON document in UTF-8.' });
  }
}

/** The text of a request's body. @param type that it must have; undefined for any. */
export async function readText(request: Request, type: string | undefined): Promise<string> {
  const given = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== undefined && given !== type)
    throw new ProblemError({ status: 415, kind: 'media-type', title: `The body must be ${type}`, detail: `Send it with the header "Content-Type: ${type}".` });
  const bytes = await readBytes(request);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ProblemError({ status: 400, kind: 'not-utf-8', title: 'The body is not UTF-8', detail: 'Save it as UTF-8 and send it again.' });
  }
}

async function readBytes(request: Request): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.byteLength;
    if (length > MAX_BODY_BYTES) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tooLarge(): ProblemError {
  return new ProblemError({ status: 413, kind: 'too-large', title: 'The body is too large', detail: 'At most 5 MiB are taken. Split it.' });
}

/** The query of a URL, checked; an empty value counts as not given. */
export function readQuery<T>(url: URL, schema: z.ZodType<T>): T {
  const given = Object.fromEntries([...url.searchParams].filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw invalid(fieldProblems(parsed.error));
  return parsed.data;
}

/** What a write expects to find, from If-Match and If-None-Match. */
export function readPrecondition(request: Request): Precondition {
  const match = request.headers.get('if-match')?.trim();
  if (match === '*') return { kind: 'match', etags: '*' };
  // A weak ETag (W/"1") never matches here: RFC 9110 asks for strong comparison.
  if (match !== undefined) return { kind: 'match', etags: match.split(',').map((etag) => etag.trim()) };
  return request.headers.get('if-none-match')?.trim() === '*' ? { kind: 'absent' } : { kind: 'none' };
}
