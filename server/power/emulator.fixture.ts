// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: OpenStack's Redfish emulator (sushy-tools) on loopback, as the management controllers of machines that do not exist.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PYTHON = join(ROOT, '.venv-redfish', 'bin', 'python');
const LIMIT_MS = 60_000;

/** The user of every emulator. */
export const LOGIN = { username: 'operator', password: 'correct horse battery' } as const;
const HASHED = '$2b$04$szSgDE/4zx48CWTk9MxSMeTuqssVjMhHgp.AAlvT.GyCf4WnYyg8m';

/** The emulated machine takes up to eleven seconds for a change of power, as a real one does; the tests need it at once. */
const START = 'import random; random.randint = lambda low, high: 0; from sushy_tools.emulator.main import main; main()';

export type Emulator = {
  /** The base of the controller, for example `https://127.0.0.1:43210`. */
  readonly url: string;
  /** SHA-256 of its self-signed certificate; undefined over http. */
  readonly fingerprint: string | undefined;
  /** That certificate, in PEM. */
  readonly certificate: string | undefined;
  /** What the emulator itself says about its first system, asked without Basewright's client. */
  system(): Promise<{ PowerState: string; Boot: { BootSourceOverrideTarget: string; BootSourceOverrideMode: string } }>;
  stop(): Promise<void>;
};

type Options = { isTls?: boolean; /** Initial state of the machines, one each. */ machines?: readonly ('On' | 'Off')[] };

/** Starts an emulator on a free port. */
export async function startEmulator({ isTls = false, machines = ['Off'] }: Options = {}): Promise<Emulator> {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-redfish-'));
  const systems = machines.map((power, index) => ({ uuid: systemId(index), name: `machine-${index + 1}`, power_state: power, external_notifier: false, nics: [] }));
  writeFileSync(join(directory, 'users'), `${LOGIN.username}:${HASHED}\n`);
  const settings = [
    'SUSHY_EMULATOR_FAKE_DRIVER = True', "SUSHY_EMULATOR_LISTEN_IP = '127.0.0.1'", 'SUSHY_EMULATOR_LISTEN_PORT = 0',
    `SUSHY_EMULATOR_STATE_DIR = ${JSON.stringify(directory)}`, `SUSHY_EMULATOR_AUTH_FILE = ${JSON.stringify(join(directory, 'users'))}`,
    `SUSHY_EMULATOR_FAKE_SYSTEMS = ${JSON.stringify(systems).replaceAll('false', 'False')}`,
  ];
  const certificate = isTls ? makeCertificate(directory) : undefined;
  if (certificate !== undefined) settings.push(`SUSHY_EMULATOR_SSL_CERT = ${JSON.stringify(certificate.file)}`, `SUSHY_EMULATOR_SSL_KEY = ${JSON.stringify(certificate.key)}`);
  writeFileSync(join(directory, 'settings.py'), `${settings.join('\n')}\n`);
  const child = spawn(PYTHON, ['-c', START, '--config', join(directory, 'settings.py')], { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env['PATH'], TMPDIR: directory, NODE_ENV: 'test' } });
  const url = await announced(child);
  return {
    url,
    fingerprint: certificate?.fingerprint,
    certificate: certificate && readFileSync(certificate.file, 'utf8'),
    // Over http only: a test that asks over TLS asks through Basewright.
    system: async () => SystemSeen.parse(await (await fetch(`${url}/redfish/v1/Systems/${systemId(0)}`, { headers: { authorization: `Basic ${btoa(`${LOGIN.username}:${LOGIN.password}`)}` } })).json()),
    stop: () => new Promise((resolve) => {
      child.once('exit', () => {
        rmSync(directory, { recursive: true, force: true });
        resolve();
      });
      child.kill('SIGKILL');
    }),
  };
}

const SystemSeen = z.looseObject({ PowerState: z.string(), Boot: z.looseObject({ BootSourceOverrideTarget: z.string(), BootSourceOverrideMode: z.string() }) });

/** The id of an emulated machine, counted from 0. */
export function systemId(index: number): string {
  return `27946b59-9e44-4fa7-8e91-f3527a1ef09${index}`;
}

/** A key and a self-signed certificate for 127.0.0.1, as controllers have them when they leave the factory. */
export function makeCertificate(directory: string): { file: string; key: string; fingerprint: string } {
  const [file, key] = [join(directory, 'certificate.pem'), join(directory, 'key.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/O=Test/CN=bmc.test', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', file], { stdio: 'pipe' });
  return { file, key, fingerprint: new X509Certificate(readFileSync(file)).fingerprint256 };
}

function announced(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const end = (reason: string) => {
      clearTimeout(timer);
      reject(new Error(`The Redfish emulator ${reason} (server/power/emulator/environment.sh makes its environment):\n${said}`));
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      end(`did not start within ${LIMIT_MS / 1000} s`);
    }, LIMIT_MS);
    child.once('exit', () => end('ended'));
    child.once('error', (error) => end(`could not be started: ${error.message}`));
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const url = /Running on (https?:\/\/\S+)/.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}
