// SPDX-License-Identifier: GPL-2.0-or-later
// The process of bin/basewright: keeps what Node compiled for the next call, runs the command, and ends with its exit code.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Beside the packages: whoever may write there may change the program anyway. Without the right to write, every start just takes longer.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/basewright', import.meta.url)));
const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2), { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, environment: process.env });
