// SPDX-License-Identifier: GPL-2.0-or-later
// Fetches files from addresses that an admin names, and nothing that only this server can reach: looked up once, checked, and connected to just that.

import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type AddressRules, addressRules } from '../power/address-rules.ts';

/** Times in milliseconds, sizes in bytes. */
export type FetchLimits = { readonly connect: number; readonly idle: number; readonly whole: number; readonly body: number; readonly redirects: number };

const LIMITS: FetchLimits = { connect: 10_000, idle: 15_000, whole: 45_000, body: 1024 * 1024, redirects: 3 };

/** `text` of a GET. `url` is where it was found after redirects. `failed`: `message` is a sentence for a person, without the content of any answer. */
export type Fetched =
  | { readonly outcome: 'answered'; readonly status: number; readonly url: string; readonly text: string; /** From Content-Length. */ readonly size: number | undefined }
  | { readonly outcome: 'failed'; readonly message: string };

export type GuardedFetch = (method: 'GET' | 'HEAD', url: string) => Promise<Fetched>;

/** The body is the caller's to read and to end. */
export type Download = { readonly outcome: 'answered'; readonly response: IncomingMessage; readonly url: string } | { readonly outcome: 'failed'; readonly message: string };

/** Opens a file of any length. @param signal ends it, the body too. */
export type GuardedDownload = (url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<Download>;

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

class FetchError extends Error {}

const resolveName: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * A fetch by the rules of this server (see addressRules): private networks may be asked, since mirrors stand there; this server itself, link-local and
 * group addresses may not.
 */
export function createGuardedFetch(rules: AddressRules = addressRules(), limits: FetchLimits = LIMITS, resolve: Resolve = resolveName): GuardedFetch {
  return async (method, url) => {
    const whole = AbortSignal.timeout(limits.whole);
    try {
      const { response, url: found } = await follow(method, new URL(url), {}, { rules, limits, resolve, signal: whole });
      const size = Number(response.headers['content-length'] ?? NaN);
      return { outcome: 'answered', status: response.statusCode ?? 0, url: found.href, text: await read(response, limits.body), size: Number.isSafeInteger(size) ? size : undefined };
    } catch (error) {
      return { outcome: 'failed', message: whole.aborted && !(error instanceof FetchError) ? `${new URL(url).host} did not answer completely in ${limits.whole / 1000} seconds. Try again, or choose a nearer mirror.` : failureText(url, error) };
    }
  };
}

/** As {@link createGuardedFetch}, for files that take as long as they take: only silence ends them, and the caller. */
export function createGuardedDownload(rules: AddressRules = addressRules(), limits: FetchLimits = LIMITS, resolve: Resolve = resolveName): GuardedDownload {
  return async (url, headers, signal) => {
    try {
      const { response, url: found } = await follow('GET', new URL(url), headers, { rules, limits, resolve, signal });
      return { outcome: 'answered', response, url: found.href };
    } catch (error) {
      return { outcome: 'failed', message: failureText(url, error) };
    }
  };
}

/** Why a file could not be fetched, as a sentence: of an error of opening it, or of reading its body. */
export function failureText(url: string, error: unknown): string {
  return error instanceof FetchError ? error.message : `${new URL(url).host} could not be asked: ${reasonOf(error)}. Check the address, and that this server may reach it.`;
}

type World = { readonly rules: AddressRules; readonly limits: FetchLimits; readonly resolve: Resolve; readonly signal: AbortSignal };

async function follow(method: 'GET' | 'HEAD', first: URL, headers: Readonly<Record<string, string>>, world: World): Promise<{ response: IncomingMessage; url: URL }> {
  let url = first;
  for (let redirects = 0; ; redirects += 1) {
    const response = await ask({ method, url, headers, address: await checkedAddress(url, world) }, world);
    const status = response.statusCode ?? 0;
    const { location } = response.headers;
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return { response, url };
    response.destroy();
    if (redirects === world.limits.redirects) throw new FetchError(`${first.host} redirects more than ${world.limits.redirects} times. Give the address where it really lies.`);
    if (!URL.canParse(location, url)) throw new FetchError(`${url.host} redirects to something that is no URL.`);
    url = new URL(location, url);
  }
}

/** The one address that will be connected. Another one that the name has must be allowed too: an answer of two kinds is a trick. */
async function checkedAddress(url: URL, { rules, resolve }: World): Promise<string> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new FetchError(`The address ${url.protocol}//${url.host} is not asked: only http and https are.`);
  if (url.username !== '' || url.password !== '') throw new FetchError('The address holds a user name or password. Write it without.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) > 0 ? [host] : await resolve(host).catch(() => []);
  const [address] = addresses;
  if (address === undefined) throw new FetchError(`The name ${host} has no address. Check its spelling, and the name server of this machine.`);
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  for (const each of addresses) {
    const reason = rules(each, port);
    if (reason !== undefined) throw new FetchError(`The address ${each} ${reason}, so it is not asked. Choose another mirror; BASEWRIGHT_FETCH_ALLOW can allow a network.`);
  }
  return address;
}

type Question = { readonly method: 'GET' | 'HEAD'; readonly url: URL; readonly headers: Readonly<Record<string, string>>; readonly address: string };

/** Name, certificate and Host header are those of the URL; only the address is ours, so a second look-up cannot lead elsewhere. */
function ask({ method, url, headers, address }: Question, { limits, signal }: World): Promise<IncomingMessage> {
  // Node asks for one address or for all of them, depending on its own settings.
  const fixed: LookupFunction = (_host, options, callback) => {
    const family = isIP(address);
    if (options.all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
  return new Promise((resolve, reject) => {
    const options = { method, lookup: fixed, agent: false, signal, timeout: limits.idle, headers: { ...headers, 'accept-encoding': 'identity', connection: 'close', 'user-agent': 'basewright' } };
    const outgoing = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
    const connecting = setTimeout(() => outgoing.destroy(new FetchError(`${url.host} did not take the connection in ${limits.connect / 1000} seconds. Check the address, and that this server may reach it.`)), limits.connect);
    outgoing.once('socket', (socket) => socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => clearTimeout(connecting)));
    outgoing.once('timeout', () => outgoing.destroy(new FetchError(`${url.host} was silent for ${limits.idle / 1000} seconds. Try again, or choose another mirror.`)));
    outgoing.once('close', () => clearTimeout(connecting));
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
    outgoing.end();
  });
}

async function read(response: IncomingMessage, most: number): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response) {
    const bytes: Buffer = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    length += bytes.length;
    if (length > most) throw new FetchError(`The answer has more than ${most / 1024} KiB, which no .treeinfo has. Is this the address of an installer tree?`);
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there', ECONNRESET: 'the connection was cut', EHOSTUNREACH: 'there is no way to that address', ENETUNREACH: 'there is no way to that network', ETIMEDOUT: 'there is no answer',
  CERT_HAS_EXPIRED: 'its certificate has expired', DEPTH_ZERO_SELF_SIGNED_CERT: 'nobody that this server knows vouches for its certificate', SELF_SIGNED_CERT_IN_CHAIN: 'nobody that this server knows vouches for its certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'nobody that this server knows vouches for its certificate', ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name', EPROTO: 'it does not speak TLS as it should',
};

/** Never the text of the answer: what a server in the private network says is none of the business of whoever named it. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (/^[A-Z_]{2,60}$/.test(code) ? code : 'the connection ended early');
}
