// SPDX-License-Identifier: GPL-2.0-or-later
// An administrator with a token at the API of a running Basewright.
import assert from 'node:assert/strict';
import { z } from 'zod';
import { ADMIN } from '../e2e/frame/admin.ts';
import type { RunningServer } from '../e2e/frame/server.ts';

const JobEvent = z.looseObject({ job: z.looseObject({ state: z.string(), stage: z.string().nullable(), problem: z.string().nullable(), result: z.unknown() }), log: z.string() });
const ENDED = ['done', 'failed', 'cancelled', 'interrupted'];

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown };

export type Admin = {
  /** For clients of their own. */
  readonly headers: Readonly<Record<string, string>>;
  /** @throws unless the answer has this status (default: 200) */
  readonly ask: (method: string, path: string, options?: { readonly json?: unknown; readonly bytes?: Buffer; readonly headers?: Readonly<Record<string, string>>; readonly status?: number }) => Promise<Answer>;
  readonly get: <Schema extends z.ZodType>(path: string, schema: Schema) => Promise<z.infer<Schema>>;
  readonly text: (path: string) => Promise<string>;
  /** Watches a job to its end. @returns its result. @throws with the end of its log unless it was done */
  readonly jobDone: (id: string) => Promise<unknown>;
};

/** Makes the first administrator, and a token for it. */
export async function becomeAdmin({ adminUrl, setupToken }: Pick<RunningServer, 'adminUrl' | 'setupToken'>): Promise<Admin> {
  const api = (path: string) => `${adminUrl}/api/v1/${path}`;
  const origin = { origin: adminUrl, 'content-type': 'application/json' };
  const setup = await fetch(api('setup'), { method: 'POST', headers: origin, body: JSON.stringify({ token: setupToken, ...ADMIN }) });
  assert.equal(setup.status, 201, await setup.clone().text());
  const cookie = (setup.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const made = await fetch(api('tokens'), { method: 'POST', headers: { ...origin, cookie }, body: JSON.stringify({ title: 'the journey', role: 'admin', days: 1 }) });
  const { token } = z.looseObject({ token: z.string() }).parse(await made.json());
  const headers = { authorization: `Bearer ${token}` };
  const admin: Admin = {
    headers,
    ask: async (method, path, { json, bytes, headers: more = {}, status = 200 } = {}) => {
      const type = json === undefined ? {} : { 'content-type': 'application/json' };
      const body = json === undefined ? bytes && new Uint8Array(bytes) : JSON.stringify(json);
      const answer = await fetch(api(path), { method, headers: { ...headers, ...type, ...more }, ...(body !== undefined && { body }) });
      const text = await answer.text();
      assert.equal(answer.status, status, `${method} ${path}: ${text}`);
      return { status: answer.status, headers: answer.headers, body: answer.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text };
    },
    get: async (path, schema) => schema.parse((await admin.ask('GET', path)).body),
    text: async (path) => z.string().parse((await admin.ask('GET', path)).body),
    jobDone: (id) => jobDone(api(`jobs/${id}/stream`), headers),
  };
  return admin;
}

async function jobDone(url: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
  const answer = await fetch(url, { headers });
  assert.equal(answer.status, 200);
  let text = '';
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: ?(.*)$/m.exec(event)?.[1];
      if (data === undefined) continue;
      const { job, log } = JobEvent.parse(JSON.parse(data));
      if (!ENDED.includes(job.state)) continue;
      assert.equal(job.state, 'done', `${job.problem ?? job.state}\n${log.slice(-3000)}`);
      return job.result;
    }
  }
  throw new Error(`The stream ${url} ended before its job.`);
}
