// SPDX-License-Identifier: GPL-2.0-or-later
// The address of a client, written one way: a socket that listens on IPv6 shows IPv4 clients as ::ffff:192.0.2.1.

import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** @param remote what the socket says; undefined for one that is gone. */
export function clientAddress(remote: string | undefined): string {
  return (remote ?? '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').toLowerCase();
}

export type Client = { readonly address: string; /** Through one of our reverse proxies. */ readonly isProxied: boolean };

/** Who asks. @param proxies addresses of reverse proxies: what they say in X-Real-IP is believed, and what anybody else says there is not. */
export function clientOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>, proxies: ReadonlySet<string>): Client {
  const address = clientAddress(socket.remoteAddress);
  if (!proxies.has(address)) return { address, isProxied: false };
  const said = headers['x-real-ip'];
  return { address: typeof said === 'string' && isIP(said) !== 0 ? clientAddress(said) : address, isProxied: true };
}
