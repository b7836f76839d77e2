// SPDX-License-Identifier: GPL-2.0-or-later
// Forms of a successful answer.

/** JSON; a member that is undefined becomes null, so that every member is always there. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  const text = JSON.stringify(body, (_, value: unknown) => (value === undefined ? null : value));
  return new Response(text, { status, headers: { 'content-type': 'application/json', ...headers } });
}

/** A stored document: just as it can be sent back, with its ETag. */
export function documentAnswer(status: number, stored: { document: object; etag: string; updatedAt: number }, headers: Readonly<Record<string, string>> = {}): Response {
  const all = { 'content-type': 'application/json', etag: stored.etag, 'last-modified': new Date(stored.updatedAt).toUTCString(), ...headers };
  return new Response(JSON.stringify(stored.document), { status, headers: all });
}

export function noContent(headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 204, headers });
}

export function plainText(text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(text, { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } });
}

/** A moment as the API writes it: ISO 8601 in UTC. */
export function moment(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function momentOrNull(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : moment(milliseconds);
}
