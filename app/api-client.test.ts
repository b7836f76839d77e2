// SPDX-License-Identifier: GPL-2.0-or-later
// What the browser makes of each kind of answer.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { z } from 'zod';
import { apiPath, callApi } from './api-client.ts';
import { answerLogin, isLoginAsked, subscribeToLogin } from './session/login-request.ts';

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

type Sent = { url: string; init: RequestInit | undefined };

/** Answers the calls in order; the last answer stays. */
function answerWith(...answers: (() => Response)[]): Sent[] {
  const sent: Sent[] = [];
  globalThis.fetch = (url, init) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)];
    sent.push({ url: typeof url === 'string' ? url : '', init });
    return answer === undefined ? Promise.reject(new TypeError('fetch failed')) : Promise.resolve(answer());
  };
  return sent;
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) => () => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } });
const problem = (status: number, body: object) => json(status, body, { 'content-type': 'application/problem+json', 'x-request-id': 'r1' });
const unauthorized = problem(401, { title: 'Log in first', status: 401 });
const schema = z.object({ id: z.string() });

test('paths are escaped, and empty query values are left out', () => {
  assert.equal(apiPath(['hosts', 'a/b?c', 'arm'], { search: 'x y', profile: '', cursor: undefined, limit: 20 }), 'hosts/a%2Fb%3Fc/arm?search=x+y&limit=20');
});

test('a good answer is parsed and carries its ETag', async () => {
  const sent = answerWith(json(200, { id: 'a' }, { etag: '"1"' }));
  assert.deepEqual(await callApi({ method: 'PUT', path: 'profiles/a', schema, body: { id: 'a' }, ifMatch: '"0"' }), { ok: true, data: { id: 'a' }, etag: '"1"' });
  assert.equal(sent[0]?.url, '/api/v1/profiles/a');
  const headers = new Headers(sent[0].init?.headers);
  assert.equal(headers.get('if-match'), '"0"');
  assert.equal(headers.get('content-type'), 'application/json');
});

test('text and empty answers are answers too', async () => {
  answerWith(() => new Response('lang en_US\n', { headers: { 'content-type': 'text/plain' } }));
  assert.deepEqual(await callApi({ path: 'x', schema: z.string() }), { ok: true, data: 'lang en_US\n', etag: undefined });
  answerWith(() => new Response(null, { status: 204 }));
  assert.deepEqual(await callApi({ path: 'x', schema: z.undefined() }), { ok: true, data: undefined, etag: undefined });
});

test('a problem keeps its errors, its own members and the request id', async () => {
  answerWith(problem(422, { title: 'Refused', status: 422, errors: [{ path: ['rows', 3], message: 'no' }], rows: [1] }));
  const answer = await callApi({ path: 'x', schema });
  assert.deepEqual(answer, { ok: false, problem: { title: 'Refused', status: 422, errors: [{ path: 'rows.3', message: 'no' }], rows: [1], requestId: 'r1' } });
});

for (const [name, response] of Object.entries({
  'an answer of another form': json(200, { other: 1 }),
  'a page of a proxy instead of the API': () => new Response('<html>', { status: 502 }),
  'an answer that was cut short': () => new Response('{"id":', { headers: { 'content-type': 'application/json' } }),
})) {
  test(`${name} becomes a problem that says so`, async () => {
    answerWith(response);
    const answer = await callApi({ path: 'x', schema });
    assert.ok(!answer.ok && answer.problem.title.startsWith('Unexpected answer'));
  });
}

test('no answer at all becomes a problem with status 0', async () => {
  answerWith();
  const answer = await callApi({ path: 'x', schema });
  assert.ok(!answer.ok && answer.problem.status === 0);
});

test('a 401 asks for a login and repeats the call after it', async () => {
  const sent = answerWith(unauthorized, json(200, { id: 'a' }));
  const unsubscribe = subscribeToLogin(() => {
    if (isLoginAsked()) setImmediate(() => answerLogin(true));
  });
  assert.deepEqual(await callApi({ path: 'x', schema }), { ok: true, data: { id: 'a' }, etag: undefined });
  assert.equal(sent.length, 2);
  unsubscribe();
});

test('a declined login, a page without the modal, and login itself leave the 401 as the answer', async () => {
  const sent = answerWith(unauthorized);
  const isRefused = async (withoutSession: boolean) => {
    const answer = await callApi({ path: 'x', schema, withoutSession });
    return !answer.ok && answer.problem.status === 401;
  };
  assert.ok(await isRefused(false));
  const unsubscribe = subscribeToLogin(() => {
    if (isLoginAsked()) setImmediate(() => answerLogin(false));
  });
  assert.ok(await isRefused(false));
  assert.ok(await isRefused(true));
  assert.equal(sent.length, 3);
  unsubscribe();
});
