// SPDX-License-Identifier: GPL-2.0-or-later
// What a machine asks on its way from power-on to the installer, with its boot loader's and curl's patience, and how long each answer took.

import { type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from './dataset.ts';

export const kinds = ['chain', 'script', 'kickstart', 'report'] as const;
export type Kind = (typeof kinds)[number];

/** One question. Times in milliseconds. */
export type Sample = {
  readonly kind: Kind;
  /** From the first try to the whole answer, waits between tries included. */
  readonly time: number;
  /** How long nobody listened: from the first refusal to the try that got through. */
  readonly refused: number;
  /** Why there is no answer, or a wrong one. */
  readonly error?: string;
};

export type Answer = { readonly status: number; readonly body: string };
type Ask = { readonly method?: 'GET' | 'POST'; readonly path: string; readonly body?: string };

/** Seconds between tries, as of curl --retry 3 --retry-connrefused: only refusals and 503 are tried again; a connection that breaks is an error at once. */
const WAITS_S = [1, 2, 4] as const;

/** A script that only says "ask again", while the server cannot say what to do; in seconds. */
const WAIT_SCRIPT = /^echo Basewright [^\n]*Asking again in (\d+) seconds\.$/m;

const REPORT = `@serial\nBENCH\n@product\nExample server\n@memory\n65536000\n@cpus\n16\n@target\nsda\n@addon\npresent\n@disks\n${JSON.stringify({
  blockdevices: [{ name: 'sda', size: 480_103_981_056, model: 'EXAMPLE SSD', serial: 'S1', type: 'disk', children: [{ name: 'sda1', size: 629_145_600, fstype: 'vfat', label: null, type: 'part' }] }],
})}\n@links\n${JSON.stringify([{ ifname: 'eno1', address: '52:54:00:10:00:01', addr_info: [{ family: 'inet', local: '192.0.2.21', prefixlen: 24 }] }])}\n`;

/** An address of this machine's own loopback network for each client: the kickstart is bound to who asked first. */
export function addressOf(index: number): string {
  return `127.77.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}

function once(url: string, from: string, { method = 'GET', path, body }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(`${url}${path}`, { method, agent: false, localAddress: from, timeout: 60_000 }, (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
    });
    asking.once('timeout', () => asking.destroy(new Error('no answer within 60 s')));
    asking.once('error', reject);
    asking.end(body);
  });
}

const isRefusal = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';

/** Asks again for as long as the answer is a script that says so, as the boot loader does. */
async function ask(url: string, from: string, kind: Kind, what: Ask): Promise<{ sample: Sample; answer: Answer | undefined }> {
  const begun = performance.now();
  for (let refused = 0; ;) {
    const asked = await askWithRetries(url, from, kind, what);
    refused = Math.max(refused, asked.sample.refused);
    const seconds = Number(WAIT_SCRIPT.exec(asked.answer?.body ?? '')?.[1] ?? 0);
    if (seconds === 0) return { sample: { ...asked.sample, refused, time: performance.now() - begun }, answer: asked.answer };
    await sleep(seconds * 1000);
  }
}

/** Asks as curl would; without an answer the sample says why. */
async function askWithRetries(url: string, from: string, kind: Kind, what: Ask): Promise<{ sample: Sample; answer: Answer | undefined }> {
  const begun = performance.now();
  let refusedAt: number | undefined;
  let refused = 0;
  const finish = (answer: Answer | undefined, error?: string) => ({ sample: { kind, time: performance.now() - begun, refused, ...(error !== undefined && { error }) }, answer });
  for (const wait of [...WAITS_S, undefined]) {
    const tried = performance.now();
    try {
      const answer = await once(url, from, what);
      if (refusedAt !== undefined) refused = Math.max(refused, tried - refusedAt);
      if (answer.status === 200) return finish(answer);
      if (answer.status !== 503 || wait === undefined) return finish(undefined, `status ${answer.status}`);
    } catch (error) {
      if (!isRefusal(error)) return finish(undefined, String(error));
      refusedAt ??= tried;
      refused = performance.now() - refusedAt;
      if (wait === undefined) return finish(undefined, String(error));
    }
    await sleep(wait * 1000);
  }
  throw new Error('The last try has no wait after it.');
}

export type Boot = {
  readonly samples: readonly Sample[];
  /** What was served, for whoever serves the same as files: path and content. */
  readonly served: ReadonlyMap<string, string>;
};

/**
 * One machine: chain script, its own script, its kickstart at the address that the script names, and its first report.
 *
 * @param isReported false against a server of files, which takes no reports.
 */
export async function bootMachine(url: string, machine: Machine, index: number, isReported = true): Promise<Boot> {
  const from = addressOf(index);
  const samples: Sample[] = [];
  const served = new Map<string, string>();
  const next = async (kind: Kind, what: Ask, isRight: (body: string) => boolean): Promise<string | undefined> => {
    const { sample, answer } = await ask(url, from, kind, what);
    const isWrong = answer !== undefined && !isRight(answer.body);
    samples.push(isWrong ? { ...sample, error: `not the ${kind} of ${machine.mac}: ${answer.body.slice(0, 200)}` } : sample);
    if (answer === undefined || isWrong) return undefined;
    if (what.method === undefined) served.set(what.path, answer.body);
    return answer.body;
  };
  const chain = await next('chain', { path: '/boot/ipxe' }, (body) => body.includes('/boot/${netX/mac:hexhyp}/ipxe'));
  if (chain === undefined) return { samples, served };
  const hexhyp = machine.mac.replaceAll(':', '-');
  const script = await next('script', { path: `/boot/${hexhyp}/ipxe` }, (body) => /^kernel .* inst\.ks=/m.test(body));
  const path = /inst\.ks=https?:\/\/[^/]+(\/t\/[^/]+\/ks\/\S+)/.exec(script ?? '')?.[1];
  if (path === undefined) return { samples, served };
  const kickstart = await next('kickstart', { path }, (body) => body.includes(`--hostname=${machine.hostId}`) && body.includes('liveimg '));
  if (kickstart !== undefined && isReported) await next('report', { method: 'POST', path: `/t/${machine.token}/report/started`, body: REPORT }, (body) => body === 'taken\n');
  return { samples, served };
}
