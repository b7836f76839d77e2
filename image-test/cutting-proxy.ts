// SPDX-License-Identifier: GPL-2.0-or-later
// A bad network: passes connections on to a server, and cuts each one after so many bytes, until it has cut often enough.
import { createServer, connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { z } from 'zod';

export type CuttingProxy = { readonly url: string; readonly cuts: () => number; readonly stop: () => Promise<void> };

const Address = z.looseObject({ port: z.number() });

/**
 * @param target base URL of a server on this computer
 * @param cuts how many connections are cut
 * @param bytes after which one is cut, counted from the client
 */
export async function startCuttingProxy(target: string, cuts: number, bytes: number): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  let done = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let passed = 0;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.once('error', end).once('close', end);
    upstream.pipe(client);
    client.on('data', (chunk: Buffer) => {
      passed += chunk.length;
      if (passed > bytes && done < cuts) {
        done += 1;
        end();
        return;
      }
      if (!upstream.write(chunk)) client.pause();
    });
    upstream.on('drain', () => client.resume());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  return {
    url: `http://127.0.0.1:${Address.parse(address).port}`,
    cuts: () => done,
    stop: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
