// SPDX-License-Identifier: GPL-2.0-or-later
// Are the ports of both planes free? Asked before anything is started, so that the answer can name the variable to change.
import { createServer, type Server } from 'node:net';
import { z } from 'zod';
import type { Listen } from '../config.ts';

/** A plane cannot listen where its variable says; the message says why and what to do. */
export class ListenError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ListenError';
  }
}

const Cause = z.object({ code: z.string() });

const REASONS: Record<string, string> = {
  EADDRINUSE: 'another program listens there already. Stop that program or choose another port',
  EACCES: 'this user may not use that port. Choose a port above 1023',
  EADDRNOTAVAIL: 'this machine does not have that address. Choose one of its addresses, or 0.0.0.0 for all of them',
  ENOTFOUND: 'that name has no address. Choose an address of this machine',
};

function listenOn(variable: string, { host, port }: Listen): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const code = Cause.safeParse(error).data?.code ?? '';
      const reason = REASONS[code] ?? `${error.message}. Choose another address or port`;
      reject(new ListenError(`${variable} is ${host}:${port}, but ${reason}, for example ${variable}=127.0.0.1:${port === 3000 ? 3001 : 8081}.`));
    });
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}

function release(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** The address as it is; a port 0 became the free port it stands for. */
function actual(server: Server, { host }: Listen): Listen {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no port.');
  return { host, port: address.port };
}

/**
 * Makes sure that every address can be listened on, all at the same time, and returns them with free ports in place of 0.
 *
 * @throws {ListenError} naming the variable of the first that cannot.
 */
export async function checkListen<Name extends string>(wanted: Record<Name, Listen>): Promise<Record<Name, Listen>> {
  const held: Server[] = [];
  const checked = { ...wanted };
  try {
    for (const variable in wanted) {
      const server = await listenOn(variable, wanted[variable]);
      held.push(server);
      checked[variable] = actual(server, wanted[variable]);
    }
  } finally {
    await Promise.all(held.map(release));
  }
  return checked;
}
