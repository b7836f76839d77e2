// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: the API over a test store, with a user of every role, and calls as a browser or a script makes them.

import assert from 'node:assert/strict';
import { createApiToken } from '../auth/api-tokens.ts';
import { insertUser } from '../auth/users.ts';
import { startSession } from '../auth/sessions.ts';
import { siteAt } from '../installations/site.fixture.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import type { Role } from '../store/tables.ts';
import { answerRequest } from './handle.ts';
import type { Services, Verdict } from './route.ts';

export const ORIGIN = 'http://localhost:3000';
export const BOOT_URL = 'http://192.0.2.1:8080';

export type Call = { method?: string; headers?: Record<string, string>; body?: unknown; /** Sends the session cookie of the user with this role. */ as?: Role };
export type Reply = { status: number; headers: Headers; body: unknown };

export type TestApi = {
  readonly store: TestStore;
  /** Session ids by role; the users are called ada (admin), olga (operator) and vic (viewer). */
  readonly sessions: Readonly<Record<Role, string>>;
  call(path: string, call?: Call): Promise<Reply>;
  /** A bearer token of that role, without a user. */
  token(role: Role): Promise<string>;
  /** What the next validations answer. */
  verdict: Verdict;
};

/** An API with an empty store but for its users. */
export async function openTestApi(): Promise<TestApi> {
  const store = await openTestStore();
  const sessions = { viewer: await addUser(store, 'vic', 'viewer'), operator: await addUser(store, 'olga', 'operator'), admin: await addUser(store, 'ada', 'admin') };
  const api: TestApi = {
    store,
    sessions,
    verdict: { available: true, ok: true, parser: 'pykickstart 3.74 RHEL9', results: [] },
    call: async (path, call = {}) => reply(await answerRequest(requestOf(path, call, sessions), () => Promise.resolve(store), services)),
    token: async (role) => {
      const created = await createApiToken(store, { title: `test ${role}`, role, days: 1 }, undefined);
      assert(created.outcome === 'created');
      return created.token;
    },
  };
  const services: Services = { validate: () => Promise.resolve(api.verdict), site: () => siteAt(BOOT_URL, store.directory) };
  return api;
}

async function addUser(store: TestStore, name: string, role: Role): Promise<string> {
  await insertUser(store.database, { name, role, passwordHash: 'none', now: store.now() });
  return startSession(store.database, name, store.now());
}

function requestOf(path: string, call: Call, sessions: Readonly<Record<Role, string>>): Request {
  const method = call.method ?? 'GET';
  const headers = new Headers({ host: 'localhost:3000', 'x-request-id': 'test-request' });
  if (call.as !== undefined) headers.set('cookie', `basewright_session=${sessions[call.as]}`);
  if (call.as !== undefined && method !== 'GET') headers.set('origin', ORIGIN);
  if (call.body !== undefined) headers.set('content-type', typeof call.body === 'string' ? 'text/csv' : 'application/json');
  for (const [name, value] of Object.entries(call.headers ?? {})) headers.set(name, value);
  const body = call.body === undefined ? null : typeof call.body === 'string' ? call.body : JSON.stringify(call.body);
  return new Request(`${ORIGIN}/api/v1/${path}`, { method, headers, body });
}

async function reply(response: Response): Promise<Reply> {
  const isStream = (response.headers.get('content-type') ?? '').startsWith('text/event-stream');
  const text = isStream ? await firstEvent(response) : await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}

/** A stream goes on: its first event is enough, and ends it. */
async function firstEvent({ body }: Response): Promise<string> {
  let text = '';
  for await (const part of body ?? []) {
    text += new TextDecoder().decode(part);
    if (text.includes('\n\n')) break;
  }
  return text;
}

/** A valid profile document. */
export function profileDocument(id: string, more: object = {}): object {
  return {
    id, title: `Profile ${id}`, target: 'centos9', image: { url: 'http://192.0.2.1/node.squashfs', checksum: 'a'.repeat(64) }, storage: { disk: { by: 'device', device: 'vda' } }, ...more,
  };
}
