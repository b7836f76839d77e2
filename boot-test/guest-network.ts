// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses between simulated machines and this computer.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** How a simulated machine sees a port of this computer. */
export const asGuestSees = (port: number): string => `http://10.0.2.2:${port}`;

/** A port that is free now: the base URL has to be known before the boot plane listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  assert(address !== null && typeof address !== 'string');
  return address.port;
}
