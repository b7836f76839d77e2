// SPDX-License-Identifier: GPL-2.0-or-later
// The boot plane: the process that answers machines on the provisioning network. Of the store it writes what machines report, and nothing else.

import type { IncomingMessage } from 'node:http';
import { ConfigError, readConfig } from '../config.ts';
import { StoreError } from '../store/errors.ts';
import { clientAddress } from './address.ts';
import { pathOf, withoutToken } from './asked-macs.ts';
import { createListener } from './batch.ts';
import { createBootServer, listen, stop } from './http-server.ts';
import { createPlane } from './create-plane.ts';
import { createReport, logLine } from './log.ts';
import { readBootSettings } from './settings.ts';
import { followStoreFile } from './store-file.ts';

const write = (line: string) => process.stdout.write(line);

function logRequest(request: IncomingMessage, status: number): void {
  const path = withoutToken(pathOf(request.url ?? '')).slice(0, 200);
  write(logLine('info', 'request', { client: clientAddress(request.socket.remoteAddress), method: request.method, path, status }));
}

function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, () => resolve());
    // Whoever started this process is gone.
    process.once('disconnect', () => resolve());
    process.channel?.unref();
  });
}

async function run(): Promise<void> {
  const told = toldToStop();
  const config = readConfig();
  const settings = readBootSettings();
  const store = followStoreFile(config.dataDirectory);
  const report = createReport(write);
  const plane = createPlane({ store, report, cacheBytes: settings.cacheBytes, site: config });
  const server = createBootServer(createListener(plane, settings.logRequests ? logRequest : undefined));
  const port = await listen(server, config.boot);
  write(logLine('info', 'boot-plane-ready', { address: config.boot.host, port }));
  process.send?.({ kind: 'ready', port });
  await told;
  await stop(server);
  plane.progress.stop();
  store.close();
}

function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StoreError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await run();
  process.exitCode = 0;
} catch (error) {
  console.error(`The boot plane did not start.\n${explain(error)}`);
  process.exitCode = 1;
}
