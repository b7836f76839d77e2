// SPDX-License-Identifier: GPL-2.0-or-later
// A login at a management controller, and requests as the Redfish protocol (DMTF DSP0266) makes them.

import { setTimeout } from 'node:timers/promises';
import type { z } from 'zod';
import type { AddressRules } from './address-rules.ts';
import { clean, explanation } from './bmc-text.ts';
import { type Exchange, exchange, findPlace, type Limits, type Place, type Reply } from './connection.ts';
import type { Controller } from './controller.ts';
import { PowerError } from './power-error.ts';
import { ServiceRoot, Task } from './resources.ts';

const ROOT = '/redfish/v1/';
// A compressed answer gets a weak ETag from some controllers, which If-Match must not use.
const ALWAYS = { 'accept': 'application/json', 'accept-encoding': 'identity', 'odata-version': '4.0', 'user-agent': 'basewright' };
const UNFINISHED = ['New', 'Starting', 'Running', 'Pending', 'Suspended', 'Interrupted', 'Stopping', 'Service'];
const FAILED = ['Exception', 'Killed', 'Cancelled', 'Cancelling'];

/** Requests of one login. Every answer is a success: anything else is thrown as a PowerError. */
export type Bmc = {
  /** Path of the collection of systems. */
  readonly systems: string;
  /** A resource, read. */
  read<T>(path: string, schema: z.ZodType<T>): Promise<{ resource: T; etag: string | undefined }>;
  post(path: string, body: object): Promise<Reply>;
  /** Changes a resource, unless somebody else changed it after its `etag` was read. */
  patch(path: string, body: object, etag: string | undefined): Promise<Reply>;
  /** Waits until the work behind a 202 is done; other answers are done already. */
  settled(reply: Reply): Promise<void>;
  /** A link of an answer as a path on this controller. */
  pathOf(link: string): string;
  /** Waits a little, for another look. */
  pause(): Promise<void>;
};

/**
 * Logs in, does the work, and logs out. All together takes at most `limits.whole`.
 *
 * @throws {PowerError}
 */
export async function withBmc<T>(controller: Controller, rules: AddressRules, limits: Limits, work: (bmc: Bmc) => Promise<T>): Promise<T> {
  const whole = AbortSignal.timeout(limits.whole);
  const place = await findPlace(controller.url, controller.fingerprint, rules, limits);
  const send = (what: Exchange, login: Record<string, string>) => exchange(place, { ...what, headers: { ...ALWAYS, ...login, ...what.headers } }, limits, whole);
  const basic = { authorization: `Basic ${Buffer.from(`${controller.username}:${controller.password}`, 'utf8').toString('base64')}` };
  const open = await send({ method: 'GET', path: ROOT }, {});
  // The standard asks for a root that everybody may read; some controllers hide it.
  const root = readRoot(place, open.status === 401 ? await send({ method: 'GET', path: ROOT }, basic) : open);
  const sessions = root.Links?.Sessions?.['@odata.id'];
  const session = sessions === undefined ? undefined : await startSession(place, pathOn(place, sessions), controller, (what) => send(what, {}));
  const login = session === undefined ? basic : { 'x-auth-token': session.token };
  try {
    return await work(bmcOf(place, pathOn(place, root.Systems['@odata.id']), (what) => send(what, login), () => setTimeout(limits.pause, undefined, { signal: whole })));
  } catch (error) {
    if (whole.aborted && !(error instanceof PowerError)) throw new PowerError('timeout', `${place.origin.host} took longer than ${limits.whole / 1000} seconds. Look at the power state before you try again.`);
    throw error;
  } finally {
    // Controllers have few places for sessions. One that cannot be ended runs out by itself.
    if (session?.path !== undefined) await exchange(place, { method: 'DELETE', path: session.path, headers: { ...ALWAYS, ...login } }, limits, AbortSignal.timeout(limits.call)).catch(() => undefined);
  }
}

function readRoot(place: Place, reply: Reply): z.infer<typeof ServiceRoot> {
  if (reply.status === 401) throw refusal(place, { method: 'GET', path: ROOT }, reply);
  const parsed = reply.status === 200 ? ServiceRoot.safeParse(reply.body) : undefined;
  if (parsed?.success !== true) throw new PowerError('answer', `${place.origin.host} does not answer as a Redfish service (${ROOT}: status ${reply.status}${redirectNote(reply)}). Check that it is the address of the management controller, and that Redfish is switched on there.`);
  return parsed.data;
}

/** The session, or nothing where the controller makes none: then every request carries name and password. */
async function startSession(place: Place, path: string, { username, password }: Controller, send: (what: Exchange) => Promise<Reply>): Promise<{ token: string; path: string | undefined } | undefined> {
  const what = { method: 'POST', path, body: { UserName: username, Password: password } } as const;
  const reply = await send(what);
  if (reply.status === 401 || reply.status === 403) throw refusal(place, what, reply);
  const token = reply.header('x-auth-token');
  if (reply.status < 200 || reply.status > 299 || token === undefined || !/^[\x21-\x7e]{1,4096}$/.test(token)) return undefined;
  return { token, path: maybePath(place, reply.header('location')) };
}

function bmcOf(place: Place, systems: string, send: (what: Exchange) => Promise<Reply>, pause: () => Promise<void>): Bmc {
  const done = async (what: Exchange): Promise<Reply> => {
    const reply = await send(what);
    if (reply.status >= 200 && reply.status <= 299) return reply;
    throw refusal(place, what, reply);
  };
  return {
    systems,
    read: async (path, schema) => {
      const reply = await done({ method: 'GET', path });
      const parsed = schema.safeParse(reply.body);
      if (!parsed.success) throw new PowerError('answer', `${place.origin.host} answered ${clean(path, 100)} in a form that the Redfish standard does not know. Its firmware may need an update.`);
      return { resource: parsed.data, etag: reply.header('etag') };
    },
    post: (path, body) => done({ method: 'POST', path, body }),
    patch: (path, body, etag) => patch(place, send, { path, body, etag }),
    settled: (reply) => settle(place, reply, pause, (path) => done({ method: 'GET', path })),
    pathOf: (link) => pathOn(place, link),
    pause,
  };
}

/** Controllers that hand out weak ETags, or take none back, are known (openstack/sushy knows them too): a 412 is tried without W/, then without any. */
async function patch(place: Place, send: (what: Exchange) => Promise<Reply>, { path, body, etag }: { path: string; body: object; etag: string | undefined }): Promise<Reply> {
  const attempts = [...new Set([etag, etag?.replace(/^W\//, ''), undefined])];
  for (const one of attempts) {
    const what = { method: 'PATCH', path, body, headers: one === undefined ? {} : { 'if-match': one } } as const;
    const reply = await send(what);
    if (reply.status >= 200 && reply.status <= 299) return reply;
    if (reply.status !== 412 || one === undefined) throw refusal(place, what, reply);
  }
  throw new Error('an attempt without an ETag is always the last');
}

async function settle(place: Place, first: Reply, pause: () => Promise<void>, get: (path: string) => Promise<Reply>): Promise<void> {
  const monitor = first.status === 202 ? maybePath(place, first.header('location')) : undefined;
  if (monitor === undefined) return;
  for (;;) {
    await pause();
    const reply = await get(monitor);
    const state = Task.safeParse(reply.body).data?.TaskState ?? '';
    if (FAILED.includes(state)) throw new PowerError('refused', `${place.origin.host} took the request and could not do it (${clean(state, 40)}). ${explanation(reply.body)}`.trim());
    if (reply.status !== 202 && !UNFINISHED.includes(state)) return;
  }
}

function pathOn({ origin }: Place, link: string): string {
  const url = URL.canParse(link, origin) ? new URL(link, origin) : undefined;
  if (url?.origin !== origin.origin) throw new PowerError('answer', `${origin.host} points to ${clean(link, 100)}, which is another server. That is not followed: the password is for this one only.`);
  return url.pathname + url.search;
}

function maybePath(place: Place, link: string | undefined): string | undefined {
  try {
    return link === undefined ? undefined : pathOn(place, link);
  } catch {
    return undefined;
  }
}

function redirectNote(reply: Reply): string {
  const location = reply.header('location');
  return reply.status >= 300 && reply.status <= 399 && location !== undefined ? `, a redirect to ${clean(location, 100)} that is not followed` : '';
}

function refusal(place: Place, { method, path }: Exchange, reply: Reply): PowerError {
  const host = place.origin.host;
  const said = explanation(reply.body);
  const words = said === '' ? '' : ` It says: ${said}`;
  if (reply.status === 401) return new PowerError('login', `${host} does not accept this user name and password. Check them in the settings of the controller; several failed attempts may lock the user.${words}`);
  if (reply.status === 403) return new PowerError('login', `${host} does not allow this user to do that. Give the user the role Operator or Administrator on the controller.${words}`);
  const failed = reply.status >= 500 || reply.status === 404 || reply.status < 400 ? 'answer' : 'refused';
  return new PowerError(failed, `${host} answered ${method} ${clean(path, 100)} with status ${reply.status}${redirectNote(reply)}.${words}`);
}
