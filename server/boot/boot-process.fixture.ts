// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: the boot plane as a process of its own, on a free port.

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const Ready = z.object({ kind: z.literal('ready'), port: z.number() });

export type BootProcess = { readonly child: ChildProcess; /** 0 when it ended before it was ready. */ readonly port: number; readonly ended: Promise<number | null>; readonly output: () => string };

export async function startBootProcess(directory: string, environment: Readonly<Record<string, string>> = {}): Promise<BootProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: { ...process.env, BASEWRIGHT_DATA: directory, BASEWRIGHT_BOOT_LISTEN: '127.0.0.1:0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const port = await Promise.race([new Promise<number>((resolve) => child.once('message', (message) => resolve(Ready.parse(message).port))), ended.then(() => 0)]);
  return { child, port, ended, output: () => output };
}
