// SPDX-License-Identifier: GPL-2.0-or-later
// A service whose socket somebody else holds, as with systemd's socket units, so that it can be restarted under the eyes of its clients.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const HOLDER = fileURLToPath(new URL('hold_socket.py', import.meta.url));

const Said = z.union([z.object({ port: z.number() }), z.object({ started: z.number() }), z.object({ ended: z.number() })]);

export type HeldService = {
  readonly url: string;
  readonly port: number;
  /** What the service wrote so far. */
  output(): string;
  /** Resolves when what the service wrote since its last start matches. */
  says(pattern: RegExp): Promise<void>;
  /** Asks the service to stop; resolves with its exit code. The socket stays. */
  stop(): Promise<number>;
  start(): Promise<void>;
  /** Stops the service if it runs, and closes the socket. */
  end(): Promise<void>;
};

/** Runs a command with a listening socket on 127.0.0.1 as its descriptor 3. */
export async function startHeldService(command: readonly string[], environment: Readonly<Record<string, string>>): Promise<HeldService> {
  const child = spawn('python3', [HOLDER, '127.0.0.1', ...command], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
  const events = follow(child);
  let port = 0;
  await events.next((said) => {
    if ('port' in said) ({ port } = said);
    return 'started' in said;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    output: events.output,
    says: events.says,
    stop: async () => {
      let code = 0;
      const ended = events.next((said) => {
        if ('ended' in said) code = said.ended;
        return 'ended' in said;
      });
      child.stdin.write('stop\n');
      await ended;
      return code;
    },
    start: async () => {
      const started = events.next((said) => 'started' in said);
      events.forget();
      child.stdin.write('start\n');
      await started;
    },
    end: async () => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.stdin.end();
      if (child.exitCode === null) await closed;
    },
  };
}

type Waiting = { readonly isIt: (said: z.infer<typeof Said>) => boolean; readonly resolve: () => void };

function follow(child: ChildProcessByStdio<Writable, Readable, Readable>) {
  let [lines, all, current] = ['', '', ''];
  let waiting: Waiting[] = [];
  let patterns: { readonly pattern: RegExp; readonly resolve: () => void }[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (lines + chunk.toString()).split('\n');
    lines = parts.pop() ?? '';
    for (const line of parts) {
      const said = Said.parse(JSON.parse(line));
      const found = waiting.filter(({ isIt }) => isIt(said));
      waiting = waiting.filter((each) => !found.includes(each));
      for (const { resolve } of found) resolve();
    }
  });
  child.stderr.on('data', (chunk: Buffer) => {
    all += chunk.toString();
    current += chunk.toString();
    const found = patterns.filter(({ pattern }) => pattern.test(current));
    patterns = patterns.filter((each) => !found.includes(each));
    for (const { resolve } of found) resolve();
  });
  const orEnd = (register: (resolve: () => void) => void) =>
    new Promise<void>((resolve, reject) => {
      register(resolve);
      child.once('close', () => reject(new Error(`The service and the holder of its socket have ended:\n${all}`)));
    });
  return {
    next: (isIt: Waiting['isIt']) => orEnd((resolve) => waiting.push({ isIt, resolve })),
    says: (pattern: RegExp) => orEnd((resolve) => (pattern.test(current) ? resolve() : patterns.push({ pattern, resolve }))),
    output: () => all,
    forget: () => {
      current = '';
    },
  };
}
