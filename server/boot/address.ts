// SPDX-License-Identifier: GPL-2.0-or-later
// The address of a client, written one way: a socket that listens on IPv6 shows IPv4 clients as ::ffff:192.0.2.1.

/** @param remote what the socket says; undefined for one that is gone. */
export function clientAddress(remote: string | undefined): string {
  return (remote ?? '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').toLowerCase();
}
