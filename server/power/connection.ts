// SPDX-License-Identifier: GPL-2.0-or-later
// One HTTP exchange with a management controller: the address is checked before it is connected, the certificate before anything is sent.

import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { z } from 'zod';
import type { AddressRules } from './address-rules.ts';
import { clean } from './bmc-text.ts';
import { type Certificate, PowerError } from './power-error.ts';

/** Times in milliseconds, sizes in bytes. */
export type Limits = { readonly call: number; readonly whole: number; readonly body: number; /** Between two looks at something that changes. */ readonly pause: number };

export const LIMITS: Limits = { call: 10_000, whole: 45_000, body: 1024 * 1024, pause: 1_000 };

/** Where to connect: the address was looked up and checked once, and stays. */
export type Place = { readonly origin: URL; readonly address: string; readonly fingerprint: string | undefined };

export type Exchange = { readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; readonly path: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown };
export type Reply = { readonly status: number; readonly header: (name: string) => string | undefined; /** Parsed JSON; undefined for an empty answer. */ readonly body: unknown };

/**
 * The one address of a controller that will be used.
 *
 * @throws {PowerError} when the name has no address, or the address may not be asked.
 */
export async function findPlace(url: string, fingerprint: string | undefined, rules: AddressRules, limits: Limits): Promise<Place> {
  const origin = new URL(url);
  const host = hostOf(origin);
  const addresses = isIP(host) > 0 ? [host] : await addressesOf(host, limits);
  const port = portOf(origin);
  const [address] = addresses;
  if (address === undefined) throw new PowerError('unreachable', `The name ${host} has no address. Check the address of the controller, and the name server of this machine.`);
  const reason = addresses.map((one) => [one, rules(one, port)] as const).find(([, refused]) => refused !== undefined);
  if (reason !== undefined)
    throw new PowerError('address', `The address ${reason[0]} ${reason[1] ?? ''}, so it is not asked. Use the controller's own address; BASEWRIGHT_FETCH_ALLOW can allow a network.`);
  return { origin, address, fingerprint };
}

/** None when the name servers do not know, or do not answer in time: a lookup cannot be aborted. */
async function addressesOf(host: string, limits: Limits): Promise<string[]> {
  const found = lookup(host, { all: true }).then((entries) => entries.map(({ address }) => address), () => []);
  const ended = new AbortController();
  const late = setTimeout(limits.call, [], { signal: ended.signal, ref: false }).catch(() => []);
  const addresses = await Promise.race([found, late]);
  ended.abort();
  return addresses;
}

/** The host without the brackets of an IPv6 address. */
function hostOf(origin: URL): string {
  return origin.hostname.replace(/^\[|\]$/g, '');
}

function portOf(origin: URL): number {
  if (origin.port !== '') return Number(origin.port);
  return origin.protocol === 'https:' ? 443 : 80;
}

/**
 * Sends one request and reads the whole answer; redirects are answers like any other.
 *
 * @throws {PowerError} without an answer that can be read; an aborted `signal` counts as a timeout.
 */
export async function exchange(place: Place, { method, path, headers = {}, body }: Exchange, limits: Limits, signal: AbortSignal): Promise<Reply> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limits.call)]);
  const text = body === undefined ? undefined : JSON.stringify(body);
  try {
    const socket = await connect(place, limit);
    const response = await respond(socket, { method, path, headers: { ...headers, host: place.origin.host, ...bodyHeaders(text) }, text }, limit);
    return await read(response, limits.body);
  } catch (error) {
    if (error instanceof PowerError) throw error;
    if (limit.aborted) throw new PowerError('timeout', `${place.origin.host} did not answer in time. The controller may be busy or restarting; try again in a minute.`);
    throw unreachable(place, error);
  }
}

function bodyHeaders(text: string | undefined): Record<string, string> {
  return text === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
}

/** A connection of its own for every request: one that a controller closed meanwhile must not swallow a power action. */
function connect(place: Place, signal: AbortSignal): Promise<Socket> {
  const where = { host: place.address, port: portOf(place.origin) };
  const isTls = place.origin.protocol === 'https:';
  return new Promise((resolve, reject) => {
    // The certificate is judged below, before a byte is sent.
    const socket = isTls ? connectTls({ ...where, ...serverName(place), rejectUnauthorized: false, minVersion: 'TLSv1.2' }) : connectTcp(where);
    const end = () => {
      reject(new Error('aborted'));
      socket.destroy();
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', end));
    socket.once('error', reject);
    if (!('encrypted' in socket)) {
      socket.once('connect', () => resolve(socket));
      return;
    }
    socket.once('secureConnect', () => {
      const problem = certificateProblem(socket, place);
      if (problem === undefined) resolve(socket);
      else {
        socket.destroy();
        reject(problem);
      }
    });
  });
}

function serverName({ origin }: Place): { servername?: string } {
  return isIP(hostOf(origin)) > 0 ? {} : { servername: origin.hostname };
}

function certificateProblem(socket: TLSSocket, { origin, fingerprint }: Place): PowerError | undefined {
  const certificate = describe(socket.getPeerCertificate());
  if (fingerprint !== undefined) {
    if (certificate.fingerprint === fingerprint) return undefined;
    return new PowerError('certificate', `${origin.host} shows another certificate than the one that was trusted. If its certificate was renewed, compare the new fingerprint and trust it; otherwise somebody else may answer in its place. Nothing was sent.`, certificate);
  }
  if (socket.authorized) return undefined;
  const reason = clean(String(socket.authorizationError), 100);
  return new PowerError('certificate', `No authority that this server knows vouches for the certificate of ${origin.host} (${reason}). Compare its fingerprint with the one that the controller itself shows, and trust it. Nothing was sent.`, certificate);
}

/** A server may show no certificate at all, or one that names nobody. */
const Peer = z.object({ fingerprint256: z.string().catch(''), subject: z.record(z.string(), z.unknown()).catch({}), valid_to: z.string().catch('') }).catch({ fingerprint256: '', subject: {}, valid_to: '' });

function describe(peer: unknown): Certificate {
  const { fingerprint256, subject, valid_to: validTo } = Peer.parse(peer);
  const name = Object.entries(subject).map(([key, value]) => `${key}=${String(value)}`).join(', ');
  return { fingerprint: fingerprint256, subject: clean(name, 200), validTo: clean(validTo, 60) };
}

type Outgoing = { method: string; path: string; headers: Record<string, string>; text: string | undefined };

function respond(socket: Socket, { method, path, headers, text }: Outgoing, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ createConnection: () => socket, method, path, headers: { ...headers, connection: 'close' }, signal, setHost: false }, resolve);
    outgoing.once('error', reject);
    outgoing.end(text);
  });
}

async function read(response: IncomingMessage, most: number): Promise<Reply> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response) {
    const bytes: Buffer = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    length += bytes.length;
    if (length > most) throw new PowerError('answer', `The controller sent more than ${most / 1024} KiB, which no Redfish answer needs. Is this the address of a management controller?`);
    parts.push(bytes);
  }
  const header = (name: string) => {
    const value = response.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  return { status: response.statusCode ?? 0, header, body: parse(Buffer.concat(parts)) };
}

/** What is not JSON has no value: whoever reads the answer says what it misses. */
function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to that address',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'there is no answer',
  EPROTO: 'it does not speak TLS as it should; perhaps the address must begin with http://',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS; perhaps the address must begin with http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS; perhaps the address must begin with http://',
  HPE_INVALID_CONSTANT: 'it does not speak HTTP; perhaps the address must begin with https://',
};

function unreachable({ origin, address }: Place, error: unknown): PowerError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = REASONS[code] ?? (code === '' ? 'the connection ended early' : clean(code, 60));
  const at = hostOf(origin) === address ? '' : ` at ${address}`;
  return new PowerError('unreachable', `${origin.host}${at} could not be reached: ${reason}. Check the address, and that this server may reach the management network.`);
}
