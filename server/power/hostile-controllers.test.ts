// SPDX-License-Identifier: GPL-2.0-or-later
// A management controller that means harm, or is none: nothing is followed, swallowed or shown raw, and everything ends in time.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { addressRules } from './address-rules.ts';
import { clean, explanation } from './bmc-text.ts';
import { type Answered, type Answers, type FakeBmc, LIMITS, startBmc, SYSTEM } from './bmc.fixture.ts';
import { ControllerInput } from './controller.ts';
import { makeCertificate } from './emulator.fixture.ts';
import { PowerError } from './power-error.ts';
import { withBmc } from './redfish.ts';
import { switchOff } from './system.ts';

const SEED = 20261124;
const rules = addressRules({ BASEWRIGHT_FETCH_ALLOW: '127.0.0.0/8' });
const started: FakeBmc[] = [];
after(() => Promise.all(started.map((bmc) => bmc.stop())));

async function failureOf(answers: Answers, more: { limits?: typeof LIMITS } = {}): Promise<{ error: PowerError; bmc: FakeBmc }> {
  const bmc = await startBmc(answers);
  started.push(bmc);
  try {
    await bmc.use((login, machine) => switchOff(login, machine), more);
  } catch (error) {
    assert(error instanceof PowerError, String(error));
    assert(!error.message.includes('PASSWORD-canary'), error.message);
    return { error, bmc };
  }
  return assert.fail('it must not be taken');
}

const root = (answer: Answered): Answers => ({ 'GET /redfish/v1/': answer });

describe('answers', () => {
  test('that are no Redfish are told apart from it', async () => {
    const bodies: Answered[] = [{ text: '<html>login</html>' }, { text: '' }, { text: '{' }, { body: null }, { body: [] }, { body: 'text' }, { body: { Systems: 7 } }, { body: { Systems: { '@odata.id': 7 } } }, { status: 404 }, { status: 503 }, { status: 204 }];
    for (const answer of bodies) {
      const { error } = await failureOf(root(answer));
      assert.deepEqual([error.failure, error.message.includes('does not answer as a Redfish service')], ['answer', true], error.message);
    }
  });

  test('that are too large are not read to their end', async () => {
    for (const path of ['GET /redfish/v1/', 'GET /redfish/v1/Systems', 'GET /redfish/v1/Systems/1']) {
      const { error } = await failureOf({ [path]: { text: `{"x":"${'y'.repeat(10_000_000)}"}` } });
      assert.match(error.message, /sent more than 64 KiB/);
    }
  });

  test('that never come, or never end, are given up', async () => {
    const limits = { ...LIMITS, call: 150 };
    const silent = await failureOf({ 'GET /redfish/v1/Systems': () => undefined }, { limits });
    assert.equal(silent.error.failure, 'timeout');
    const dripping: Answers = { 'GET /redfish/v1/Systems': (_, response) => {
      response.write('{');
      const drip = setInterval(() => response.write(' '), 10);
      response.once('close', () => clearInterval(drip));
      return undefined;
    } };
    assert.equal((await failureOf(dripping, { limits })).error.failure, 'timeout');
    assert.equal((await failureOf(dripping, { limits: { ...LIMITS, whole: 150 } })).error.failure, 'timeout');
  });

  test('that are cut off, or are not HTTP, are told so', async () => {
    const cut = await failureOf({ 'GET /redfish/v1/Systems': (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{', () => response.destroy());
      return undefined;
    } });
    assert.equal(cut.error.failure, 'unreachable');
    const server = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')).listen({ host: '127.0.0.1', port: 0 });
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    for (const scheme of ['http', 'https']) {
      const controller = ControllerInput.parse({ url: `${scheme}://127.0.0.1:${port}`, username: 'root', password: 'x' });
      await assert.rejects(withBmc(controller, rules, LIMITS, () => Promise.resolve()), { failure: 'unreachable' });
    }
    server.close();
  });

  test('of another form where it matters are refused, and elsewhere do no harm', async () => {
    const { error } = await failureOf({ 'GET /redfish/v1/Systems': { body: { Members: 'all' } } });
    assert.match(error.message, /answered \/redfish\/v1\/Systems in a form that the Redfish standard does not know/);
    const bmc = await startBmc({ 'GET /redfish/v1/Systems/1': { body: { ...SYSTEM, Name: { a: 1 }, Model: 7, Manufacturer: ['x'], Boot: 'none', '@odata.etag': {}, '@Redfish.Settings': 3 } } });
    started.push(bmc);
    assert.match(await bmc.use((login, machine) => switchOff(login, machine)), /ForceOff/);
  });
});

describe('the password', () => {
  test('follows no redirect and no link to another server', async () => {
    const other = await startBmc({});
    started.push(other);
    const redirect = { status: 307, headers: { location: `${other.url}/redfish/v1/` } };
    for (const path of ['GET /redfish/v1/', 'GET /redfish/v1/Systems', 'GET /redfish/v1/Systems/1', 'POST /redfish/v1/Systems/1/Actions/ComputerSystem.Reset']) {
      const { error } = await failureOf({ [path]: redirect });
      assert.match(error.message, /a redirect to http:\/\/127\.0\.0\.1:\d+\/redfish\/v1\/ that is not followed/);
    }
    const system = { ...SYSTEM, Actions: { '#ComputerSystem.Reset': { target: `${other.url}/reset` } } };
    for (const link of [`${other.url}/x`, '//127.0.0.2/x', 'http://user:secret@127.0.0.1:1/', 'file:///etc/passwd', 'javascript:alert(1)']) {
      assert.match((await failureOf(root({ body: { Systems: { '@odata.id': link } } }))).error.message, /which is another server\. That is not followed/);
      assert.match((await failureOf(root({ body: { Systems: { '@odata.id': '/redfish/v1/Systems' }, Links: { Sessions: { '@odata.id': link } } } }))).error.message, /not followed/);
      assert.match((await failureOf({ 'GET /redfish/v1/Systems': { body: { Members: [{ '@odata.id': link }] } } })).error.message, /not followed/);
    }
    assert.match((await failureOf({ 'GET /redfish/v1/Systems/1': { body: system } })).error.message, /not followed/);
    assert.deepEqual(other.asked, []);
  });

  test('is not sent before the certificate is accepted', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'basewright-tls-'));
    after(() => rmSync(directory, { recursive: true, force: true }));
    const certificate = makeCertificate(directory);
    let received = '';
    const server = createTlsServer({ cert: readFileSync(certificate.file), key: readFileSync(certificate.key) }, (socket) => {
      socket.on('data', (data: Buffer) => (received += data.toString()));
      socket.on('error', () => undefined);
    }).listen({ host: '127.0.0.1', port: 0 });
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    for (const fingerprint of [undefined, '00'.repeat(32)]) {
      const controller = ControllerInput.parse({ url: `https://127.0.0.1:${port}`, username: 'root', password: 'PASSWORD-canary', ...(fingerprint === undefined ? {} : { fingerprint }) });
      await assert.rejects(withBmc(controller, rules, LIMITS, () => Promise.resolve()), { failure: 'certificate' });
    }
    server.close();
    assert.equal(received, '');
  });
});

describe('what a controller says', () => {
  test('is shown as one harmless line, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        const shown = clean(text);
        assert.equal(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(shown), false);
        assert([...shown].length <= 300 && shown.isWellFormed());
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  test('any JSON gives an explanation, and never an exception', () => {
    const infos = fc.array(fc.oneof(fc.json().map((text): unknown => JSON.parse(text)), fc.record({ Message: fc.string(), Resolution: fc.string() })));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ error: fc.record({ message: fc.string(), '@Message.ExtendedInfo': infos }) })), (body) => {
        assert([...explanation(body)].length < 2000);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  test('extended information comes in its own words', async () => {
    const info = [{ MessageId: 'Base.1.8.ActionNotSupported', Message: 'The action is not supported by \u001b[31mthe resource\u202e', Resolution: 'Do not do it.' }, { Message: 'Twice.' }, { Message: 'Twice.' }, { Message: 'Fourth' }];
    const { error } = await failureOf({ 'POST /redfish/v1/Systems/1/Actions/ComputerSystem.Reset': { status: 400, body: { error: { code: 'x', message: 'See ExtendedInfo', '@Message.ExtendedInfo': info } } } });
    assert.equal(error.failure, 'refused');
    assert.match(error.message, /status 400\. It says: The action is not supported by \[31mthe resource\. Do not do it\. Twice\.$/);
  });
});
