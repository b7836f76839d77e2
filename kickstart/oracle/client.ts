// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: one Python process that judges kickstart after kickstart with the real pykickstart.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { KickstartVersion } from '../language/versions.ts';
import { emptyEnvironment } from './empty-environment.ts';
import { OracleResult } from './result.ts';

export type Oracle = {
  /** What pykickstart's handler for `version` makes of `text`. Rejects only when the oracle itself fails. */
  parse(text: string, version: KickstartVersion): Promise<OracleResult>;
  /** The same for many texts; faster than waiting for each. */
  parseMany(requests: readonly { readonly text: string; readonly version: KickstartVersion }[]): Promise<OracleResult[]>;
  /** Ends the process and waits for it. */
  close(): Promise<void>;
};

const ORACLE = fileURLToPath(new URL('oracle.py', import.meta.url));
const VENV_PYTHON = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));

/** Starts the oracle. Needs the environment that `node scripts/python.mjs` makes. */
export function openOracle(): Oracle {
  const python = process.env['BASEWRIGHT_PYTHON'] ?? VENV_PYTHON;
  if (!existsSync(python)) throw new Error(`${python} is not there. Make it with: node scripts/python.mjs --dev`);
  const child = spawn(python, ['-I', ORACLE], { stdio: ['pipe', 'pipe', 'pipe'], env: emptyEnvironment() });
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  let complaint = '';
  let ended: Error | undefined;

  child.stderr.on('data', (chunk: Buffer) => (complaint = `${complaint}${chunk.toString()}`.slice(-4000)));
  child.stdin.on('error', () => undefined); // told by 'close' below, with what Python said
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  const finish = (reason: string): void => {
    ended ??= new Error(`The oracle ended: ${reason}. ${complaint}`);
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  child.on('error', (error) => finish(error.message));
  const gone = new Promise<void>((resolve) => {
    child.on('close', (code, signal) => {
      finish(`exit code ${code ?? 'none'}, signal ${signal ?? 'none'}`);
      resolve();
    });
  });

  const ask = async (text: string, version: KickstartVersion): Promise<OracleResult> => {
    const line = await new Promise<string>((resolve, reject) => {
      if (ended !== undefined) { reject(ended); return; }
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify({ text, version })}\n`);
    });
    return OracleResult.parse(JSON.parse(line));
  };
  return {
    parse: ask,
    parseMany: (requests) => Promise.all(requests.map(({ text, version }) => ask(text, version))),
    close: async () => {
      child.stdin.end();
      await gone;
    },
  };
}
