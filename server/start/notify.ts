// SPDX-License-Identifier: GPL-2.0-or-later
// Tells systemd how far the service is (sd_notify(3)), by its own command: Node has no sockets of that kind.
import { execFile } from 'node:child_process';

/** Long enough for a busy machine; a service that cannot say that it is ready runs all the same. */
const LIMIT_MS = 5000;

/** Does nothing where systemd does not ask to be told. A failure is said and changes nothing. */
export function tellSystemd(what: 'READY=1' | 'STOPPING=1', environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  if (environment['NOTIFY_SOCKET'] === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    execFile('systemd-notify', [what], { timeout: LIMIT_MS, env: environment }, (error) => {
      if (error !== null) console.error(`systemd could not be told ${what}: ${error.message.trim()}`);
      resolve();
    });
  });
}
