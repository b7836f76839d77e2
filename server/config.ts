// SPDX-License-Identifier: GPL-2.0-or-later
// What the environment says: every setting of the server, checked once at start.

import { resolve } from 'node:path';
import { networkInterfaces } from 'node:os';
import { z } from 'zod';
import { USUAL_INTERVAL } from '#kickstart/fleet/wire.ts';
import { ownImagesUrl } from './images/image-url.ts';

/** Where one plane listens. Port 0 means: any free port. */
export type Listen = { host: string; port: number };

/** The settings of one installation; made by {@link readConfig} only. */
export type Config = {
  /** Absolute path of the data directory. */
  dataDirectory: string;
  admin: Listen;
  boot: Listen;
  /** The base URL that hosts see, without a slash at its end. */
  bootUrl: string;
  /** What addresses of images in profiles and kickstarts begin with, without a slash at its end. */
  imagesUrl: string;
  /** How fast stored images are read again, once a week. */
  rehashBytesPerSecond: number;
  /** How often running nodes shall check in, in seconds. */
  checkInSeconds: number;
};

/** A wrong environment. `problems` holds one sentence per variable, each naming its variable. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

type Interfaces = ReturnType<typeof networkInterfaces>;

const listenPattern = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})$/;
const listenHelp = 'must be ADDRESS:PORT, for example 127.0.0.1:3000 or [::]:8080';

const listen = z.string().transform((text, context): Listen => {
  const [, address, digits] = listenPattern.exec(text) ?? [];
  const port = Number(digits);
  if (address === undefined || !Number.isInteger(port) || port > 65535) {
    context.addIssue({ code: 'custom', message: listenHelp });
    return z.NEVER;
  }
  // "localhost" may be ::1 on one machine and 127.0.0.1 on another: one meaning everywhere.
  const host = address === 'localhost' ? '127.0.0.1' : address.replace(/^\[|\]$/g, '');
  return { host, port };
});

// The same characters that are allowed in boot scripts: a base URL outside of them could not be written there.
const hostUrlPattern = /^[A-Za-z0-9._:/@%+=,[\]-]+$/;

/** A base URL that machines ask. */
function hostUrl(example: string) {
  return z.string().transform((text, context): string => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const problem = hostUrlProblem(text, url, example);
    if (problem === undefined) return text.replace(/\/+$/, '');
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
}

function hostUrlProblem(text: string, url: URL | undefined, example: string): string | undefined {
  if (url === undefined || !/^https?:$/.test(url.protocol) || !hostUrlPattern.test(text)) return `must be an http or https URL that the hosts can reach, for example ${example}`;
  if (url.username !== '' || url.password !== '' || text.includes('@')) return 'must not hold a user name or password';
  if (url.search !== '' || url.hash !== '') return 'must not hold a query or fragment';
  return undefined;
}

const CHECK_IN_HELP = 'must be the whole number of seconds between two check-ins of a running node, from 5 to 86400, for example 300';

const Environment = z.object({
  BASEWRIGHT_DATA: z.string().refine((path) => !path.includes('\0'), 'must be the path of a directory').default('./data'),
  BASEWRIGHT_ADMIN_LISTEN: listen.prefault('localhost:3000'),
  BASEWRIGHT_BOOT_LISTEN: listen.prefault('0.0.0.0:8080'),
  BASEWRIGHT_BOOT_URL: hostUrl('http://192.0.2.10:8080').optional(),
  BASEWRIGHT_IMAGES_URL: hostUrl('https://mirror.example.com/images').optional(),
  BASEWRIGHT_REHASH_RATE: z
    .string()
    .regex(/^[1-9][0-9]{0,5}$/, 'must be a whole number of megabytes a second, for example 50')
    .transform(Number)
    .prefault('50'),
  BASEWRIGHT_CHECK_IN_SECONDS: z
    .string()
    .regex(/^[1-9][0-9]{0,5}$/, CHECK_IN_HELP)
    .transform(Number)
    .refine((seconds) => seconds >= 5 && seconds <= 86_400, CHECK_IN_HELP)
    .prefault(String(USUAL_INTERVAL)),
  /** Read where it is needed: whether livemedia-creator may run here as root. */
  BASEWRIGHT_BUILD: z.enum(['on', 'off'], 'must be on or off').optional(),
  DATABASE_URL: z
    .undefined({ error: 'is reserved for PostgreSQL, which this version does not support yet: unset it, the data is kept in SQLite under BASEWRIGHT_DATA' })
    .optional(),
});

/**
 * Reads the settings from environment variables; an empty variable counts as not set.
 *
 * @throws {ConfigError} naming every variable that holds a wrong value.
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  interfaces: Interfaces = networkInterfaces(),
): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => describeIssue(issue, given)));
  const boot = parsed.data.BASEWRIGHT_BOOT_LISTEN;
  const bootUrl = parsed.data.BASEWRIGHT_BOOT_URL ?? defaultBootUrl(boot, interfaces);
  return {
    dataDirectory: resolve(parsed.data.BASEWRIGHT_DATA),
    admin: parsed.data.BASEWRIGHT_ADMIN_LISTEN,
    boot,
    bootUrl,
    checkInSeconds: parsed.data.BASEWRIGHT_CHECK_IN_SECONDS,
    rehashBytesPerSecond: parsed.data.BASEWRIGHT_REHASH_RATE * 1_000_000,
    imagesUrl: parsed.data.BASEWRIGHT_IMAGES_URL ?? ownImagesUrl(bootUrl),
  };
}

function describeIssue(issue: { path: PropertyKey[]; message: string }, given: Record<string, string | undefined>): string {
  const variable = String(issue.path[0]);
  // A database URL holds a password as a rule: never repeat it.
  if (variable === 'DATABASE_URL') return `${variable} ${issue.message}.`;
  return `${variable} ${issue.message}; it is ${JSON.stringify(given[variable]?.replace(/\/\/[^/]*@/, '//...@'))}.`;
}

/** Without a setting: the listening address itself, or for "all addresses" the first one other machines can reach. */
function defaultBootUrl(boot: Listen, interfaces: Interfaces): string {
  const all = boot.host === '0.0.0.0' || boot.host === '::';
  const host = all ? firstAddress(interfaces) : boot.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${boot.port}`;
}

function firstAddress(interfaces: Interfaces): string {
  const addresses = Object.values(interfaces).flatMap((entries) => entries ?? []);
  return addresses.find((entry) => entry.family === 'IPv4' && !entry.internal)?.address ?? '127.0.0.1';
}
