// SPDX-License-Identifier: GPL-2.0-or-later
// Programs of the system that make images: run one, and say what it said when it fails.
import { spawnSync } from 'node:child_process';

/** The same image whenever it is made, as far as the tools can: the time of every file, in seconds since 1970. */
export const EPOCH = '1762000000';

/**
 * Runs a program to its end; its standard output.
 *
 * @throws when it fails, with the end of what it wrote
 */
export function run(program: string, args: readonly string[], options: { readonly input?: string | Buffer; readonly cwd?: string; readonly environment?: Readonly<Record<string, string>> } = {}): Buffer {
  const environment = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C.UTF-8', SOURCE_DATE_EPOCH: EPOCH, E2FSPROGS_FAKE_TIME: EPOCH, ...options.environment };
  const { status, stdout, stderr, error } = spawnSync(program, [...args], { ...(options.input !== undefined && { input: options.input }), ...(options.cwd !== undefined && { cwd: options.cwd }), env: environment, maxBuffer: 1 << 28 });
  if (error !== undefined) throw new Error(`${program} could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`${program} ended with ${String(status)}: ${`${stdout.toString()}${stderr.toString()}`.slice(-4000)}`);
  return stdout;
}
