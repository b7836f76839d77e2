// SPDX-License-Identifier: GPL-2.0-or-later
// A server process that a test kills as a power cut would, and starts again at the same port.

import { type ChildProcess, spawn } from 'node:child_process';

export type KilledServer = {
  /** Starts it; resolves when it says `ready`. */
  start(): Promise<void>;
  /** Ends it by SIGKILL: nothing that it holds in memory is written. */
  kill(): Promise<void>;
  /** What it said on its standard error. */
  complaints(): string;
};

export function killedServer(file: string, ready: RegExp, environment: Readonly<Record<string, string>>): KilledServer {
  let child: ChildProcess | undefined;
  let complaints = '';
  return {
    complaints: () => complaints,
    start: () => new Promise((resolve, reject) => {
      // The channel ends it with this process, however this process ends.
      const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { ...process.env, ...environment } });
      child = started;
      let said = '';
      started.stdout?.on('data', (chunk: Buffer) => {
        if (said.length > 10_000) return;
        said += chunk.toString();
        if (ready.test(said)) resolve();
      });
      started.stderr?.on('data', (chunk: Buffer) => {
        complaints += chunk.toString();
      });
      started.once('exit', (code) => reject(new Error(`${file} ended with ${code}:\n${complaints}`)));
    }),
    kill: async () => {
      const ending = child;
      if (ending?.exitCode !== null || ending.signalCode !== null) return;
      const ended = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill('SIGKILL');
      await ended;
    },
  };
}
