// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: a management controller whose every answer a test decides, for what the emulator does not do: other firmware's ways, and malice.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { addressRules } from './address-rules.ts';
import type { Limits } from './connection.ts';
import { type BootMethod, type Controller, ControllerInput } from './controller.ts';
import { type Bmc, withBmc } from './redfish.ts';
import { type Machine, readMachine } from './system.ts';

export type Asked = { method: string; path: string; headers: IncomingMessage['headers']; body: unknown };
export type Answered = { status?: number; headers?: Record<string, string>; body?: unknown; /** Sent as it is, instead of `body`. */ text?: string };
/** Answers by `METHOD path`; what is not there is a 404. */
export type Answers = Readonly<Record<string, Answered | ((asked: Asked, response: ServerResponse) => Answered | undefined)>>;

export type FakeBmc = {
  readonly url: string;
  /** Every request so far. */
  readonly asked: Asked[];
  /** Logs in and works, within `limits`. */
  use<T>(work: (bmc: Bmc, machine: Machine, controller: Controller) => Promise<T>, more?: { limits?: Limits; bootMethod?: BootMethod; system?: string }): Promise<T>;
  stop(): Promise<void>;
};

export const LIMITS: Limits = { call: 5_000, whole: 10_000, body: 64 * 1024, pause: 1 };

export const SYSTEM = {
  '@odata.id': '/redfish/v1/Systems/1', Name: 'System', PowerState: 'On',
  Boot: { BootSourceOverrideEnabled: 'Disabled', BootSourceOverrideTarget: 'None', BootSourceOverrideMode: 'UEFI', 'BootSourceOverrideTarget@Redfish.AllowableValues': ['None', 'Pxe', 'UefiHttp', 'Hdd'] },
  Actions: { '#ComputerSystem.Reset': { target: '/redfish/v1/Systems/1/Actions/ComputerSystem.Reset', 'ResetType@Redfish.AllowableValues': ['On', 'ForceOff', 'ForceRestart'] } },
};

/** What every controller answers, unless a test says otherwise. */
const USUAL: Answers = {
  'GET /redfish/v1/': { body: { Systems: { '@odata.id': '/redfish/v1/Systems' } } },
  'GET /redfish/v1/Systems': { body: { Members: [{ '@odata.id': '/redfish/v1/Systems/1' }] } },
  'GET /redfish/v1/Systems/1': { body: SYSTEM },
  'PATCH /redfish/v1/Systems/1': { status: 204 },
  'POST /redfish/v1/Systems/1/Actions/ComputerSystem.Reset': { status: 204 },
};

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += String(part);
  return text === '' ? undefined : JSON.parse(text);
}

export async function startBmc(answers: Answers): Promise<FakeBmc> {
  const asked: Asked[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const what: Asked = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: await bodyOf(request) };
    asked.push(what);
    const row = { ...USUAL, ...answers }[`${what.method} ${what.path}`] ?? { status: 404 };
    const said = typeof row === 'function' ? row(what, response) : row;
    if (said === undefined) return; // The test answers by itself, or never.
    response.writeHead(said.status ?? 200, { 'content-type': 'application/json', ...said.headers });
    response.end(said.text ?? (said.body === undefined ? '' : JSON.stringify(said.body)));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no port.');
  const url = `http://127.0.0.1:${address.port}`;
  const rules = addressRules({ BASEWRIGHT_FETCH_ALLOW: '127.0.0.0/8' });
  return {
    url,
    asked,
    use: async (work, more = {}) => {
      const { limits = LIMITS, ...document } = more;
      const controller = ControllerInput.parse({ url, username: 'root', password: 'PASSWORD-canary', ...document });
      return withBmc(controller, rules, limits, async (bmc) => work(bmc, await readMachine(bmc, controller), controller));
    },
    stop: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
