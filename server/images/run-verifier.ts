// SPDX-License-Identifier: GPL-2.0-or-later
// Runs minisign, gpg or gpgv on files that nobody trusts yet: without a shell, with a bounded time and output, and a home of its own.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The packages that bring the programs, for people who miss one. */
const PACKAGES = { minisign: 'minisign', gpg: 'gnupg (gnupg2)', gpgv: 'gpgv (gnupg2)' } as const;
export type Verifier = keyof typeof PACKAGES;

/** A large image is read once from end to end. In milliseconds. */
const LIMIT_MS = 5 * 60_000;
const MOST_OUTPUT = 1024 * 1024;

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** The program is not there, or took too long; the message says how to mend it. */
export class VerifierError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'VerifierError';
  }
}

/** Makes an empty directory for `work` and removes it with everything in it. */
export async function inTemporaryDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'basewright-verify-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Runs a program to its end; an exit code is a result.
 *
 * @param home an empty directory of this run: neither the keyrings nor the settings of the server's user count.
 * @throws {VerifierError}
 */
export function runVerifier(program: Verifier, args: readonly string[], home: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const options = { cwd: home, env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: home, GNUPGHOME: home, LC_ALL: 'C.UTF-8', NODE_ENV: 'production' } as const, timeout: LIMIT_MS, maxBuffer: MOST_OUTPUT, encoding: 'utf8' } as const;
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
      else if (String(error.code) === 'ENOENT') reject(new VerifierError(`The server has no ${program}, which reads signatures of this kind. Install the package ${PACKAGES[program]} there, then try again.`));
      else reject(new VerifierError(`${program} was stopped: it took too long or said too much. Try again when the server has less to do.`));
    });
  });
}
