// SPDX-License-Identifier: GPL-2.0-or-later
// The boot plane: the process that answers machines on the provisioning network. Of the store it writes what machines report, and nothing else.

import type { IncomingMessage, Server } from 'node:http';
import { ConfigError, readConfig } from '../config.ts';
import { type HeldSocket, heldBootSocket, SocketError, withSocket } from '../start/sockets.ts';
import { StoreError } from '../store/errors.ts';
import { clientOf } from './address.ts';
import { pathOf, withoutToken } from './asked-macs.ts';
import { createGoodbye, createListener } from './batch.ts';
import { createPlane } from './create-plane.ts';
import { countDownloads, createBootServer, type Downloads, limits, listen, stop } from './http-server.ts';
import { createReport, logLine } from './log.ts';
import { missingNodeFiles } from './node-files.ts';
import type { Plane } from './plane.ts';
import { readBootSettings } from './settings.ts';
import { followStoreFile } from './store-file.ts';

const write = (line: string) => process.stdout.write(line);

function logRequest(request: IncomingMessage, status: number, proxies: ReadonlySet<string>): void {
  const path = withoutToken(pathOf(request.url ?? '')).slice(0, 200);
  write(logLine('info', 'request', { client: clientOf(request, proxies).address, method: request.method, path, status }));
}

function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, () => resolve());
    // Whoever started this process is gone.
    process.once('disconnect', () => resolve());
    process.channel?.unref();
  });
}

/** With a socket that another process keeps, the next server may start at once, and downloads here take all the time they need. */
async function finish(server: Server, plane: Plane, downloads: Downloads, held: HeldSocket | undefined): Promise<void> {
  const limit = held === undefined ? limits.downloads : limits.handedOver;
  const running = downloads.running();
  if (running > 0) write(logLine('info', 'boot-plane-waits', { downloads: running, seconds: limit / 1000 }));
  const stopped = stop(server, limits.drain, { downloads: { ...downloads, limit }, goodbye: held === undefined ? createGoodbye(plane) : undefined });
  if (running > 0 && held !== undefined) leaveParent(running);
  await stopped;
}

/** Whoever started this process need not wait for it, and may end before it. */
function leaveParent(downloads: number): void {
  if (process.send === undefined) return;
  process.removeAllListeners('disconnect');
  // What the log says goes to a pipe that ends with the parent.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.send({ kind: 'draining', downloads });
}

async function run(): Promise<void> {
  const told = toldToStop();
  const held = heldBootSocket();
  const config = readConfig(withSocket(process.env, held));
  const settings = readBootSettings();
  const store = followStoreFile(config.dataDirectory);
  const report = createReport(write);
  const plane = createPlane({ store, report, cacheBytes: settings.cacheBytes, site: config, delivery: settings.delivery, checkInSeconds: config.checkInSeconds });
  const downloads = countDownloads(createListener(plane, settings.logRequests ? (request, status) => logRequest(request, status, settings.delivery.proxies) : undefined));
  const server = createBootServer(downloads.listener);
  for (const path of missingNodeFiles()) report.notBuilt(path);
  const port = await listen(server, held ?? config.boot);
  write(logLine('info', 'boot-plane-ready', { address: config.boot.host, port }));
  process.send?.({ kind: 'ready', port });
  await told;
  await finish(server, plane, downloads, held);
  plane.progress.stop();
  plane.nodes.stop();
  store.close();
}

function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof SocketError || error instanceof StoreError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await run();
  process.exitCode = 0;
} catch (error) {
  console.error(`The boot plane did not start.\n${explain(error)}`);
  process.exitCode = 1;
}
