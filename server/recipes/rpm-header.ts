// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the header of an rpm file by rpm itself, as a user without rights, bounded: the file is a stranger's.

import { spawn } from 'node:child_process';
import { chmod, type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Package } from '#kickstart/catalogue/package.ts';
import { programFile } from '../jobs/child.ts';
import { isolate, workerUser } from '../jobs/isolation.ts';
import { ProgramMissing } from './program-missing.ts';

const LIMIT_MS = 20_000;
const MOST_OUTPUT = 64 * 1024;
const SEPARATOR = '\u001f';

/** One line for each file of the answer: a header is hostile too, so the separator is one that no name holds and each field is checked. */
const FORMAT = ['%{NAME}', '%{EPOCH}', '%{VERSION}', '%{RELEASE}', '%{ARCH}', '%{LONGSIZE}', '%{SOURCERPM}', '%|RSAHEADER?{%{RSAHEADER:pgpsig}}:{%|DSAHEADER?{%{DSAHEADER:pgpsig}}:{%|SIGPGP?{%{SIGPGP:pgpsig}}:{}|}|}|', '%{SUMMARY}'].join(SEPARATOR);

const WORD = z.string().regex(/^[A-Za-z0-9_.+~^%{}-]{1,200}$/);
const Fields = z.tuple([WORD, z.string().regex(/^(\(none\)|[0-9]{1,10})$/), WORD, WORD, WORD, z.string().regex(/^[0-9]{1,15}$/), z.string(), z.string(), z.string()]);

export type RpmHeader =
  | { readonly outcome: 'read'; readonly package: Package; /** Of what it installs, in bytes. */ readonly installedSize: number; readonly summary: string }
  | { readonly outcome: 'refused'; readonly message: string };

/**
 * What the header of a file says.
 *
 * @throws {ProgramMissing} where rpm is not installed.
 */
export async function readRpmHeader(path: string, dataDirectory: string): Promise<RpmHeader> {
  const { code, stdout, stderr } = await runRpm(path, dataDirectory);
  if (code !== 0) {
    const reason = stderr.trim().split('\n').at(-1)?.replace(/^error: (-|\[[^\]]*\]): ?/, '').replace(/\p{Cc}/gu, ' ').slice(0, 200) ?? '';
    return { outcome: 'refused', message: `rpm cannot read this file${reason === '' ? '' : ` (${reason})`}. Choose a whole binary package, NAME-VERSION-RELEASE.ARCH.rpm.` };
  }
  const fields = Fields.safeParse(stdout.replace(/\n$/, '').split(SEPARATOR));
  if (!fields.success) return { outcome: 'refused', message: 'The header of this rpm file holds names that no package has. Build it anew.' };
  const [name, epoch, version, release, arch, size, source, signature, summary] = fields.data;
  if (source === '(none)') return { outcome: 'refused', message: `${name} is a source package: it installs nothing. Choose the package that was built from it.` };
  const found: Package = { name, epoch: epoch === '(none)' ? null : Number(epoch), version, release, arch, key: /key id ([0-9a-f]{8,40})$/i.exec(signature.trim())?.[1]?.toLowerCase() ?? null };
  return { outcome: 'read', package: found, installedSize: Number(size), summary: summary.replace(/\p{Cc}/gu, ' ').slice(0, 300) };
}

type Said = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** The file is given as open: the user who reads it could not open it. */
async function runRpm(path: string, dataDirectory: string): Promise<Said> {
  const [user, rpm] = [await workerUser(process.env), findRpmProgram()];
  const directory = await mkdtemp(join(tmpdir(), 'basewright-rpm-'));
  const file = await open(path, 'r');
  try {
    await chmod(directory, 0o755);
    const walls = { user, jobDirectory: directory, keptDirectory: directory, cwd: directory, dataDirectory, network: false, memory: 2 * 1024 ** 3, fileSize: 1024 * 1024 };
    const { prefix: [wall = '', ...bricks] } = await isolate(walls);
    return await spawned(wall, [...bricks, rpm, '-qp', '--nosignature', '--qf', `${FORMAT}\n`, '-'], directory, file);
  } finally {
    await file.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function findRpmProgram(): string {
  try {
    return programFile('rpm');
  } catch {
    throw new ProgramMissing('rpm', 'The headers of rpm files are read by rpm, which is not installed on this server.');
  }
}

function spawned(program: string, args: readonly string[], cwd: string, file: FileHandle): Promise<Said> {
  return new Promise((resolve, reject) => {
    const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: cwd, TMPDIR: cwd, LANG: 'C.UTF-8' };
    const child = spawn(program, args, { cwd, env: { ...environment, NODE_ENV: 'production' }, stdio: [file.fd, 'pipe', 'pipe'], detached: true });
    const said = { stdout: '', stderr: '' };
    const end = () => child.pid !== undefined && killGroup(child.pid);
    const timer = setTimeout(end, LIMIT_MS);
    const listen = (name: 'stdout' | 'stderr', stream: Readable | null) => stream?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      if (said[name].length > MOST_OUTPUT) end();
    });
    listen('stdout', child.stdout);
    listen('stderr', child.stderr);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ...said });
    });
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
