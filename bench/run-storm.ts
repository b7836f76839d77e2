// SPDX-License-Identifier: GPL-2.0-or-later
// The boot storm: a room full of machines is switched on at once, while others are already fetching their image.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from './dataset.ts';
import { type Downloaded, startDownloads } from './downloads.ts';
import { bootMachine, type Sample } from './machines.ts';

export const IMAGE_NAME = 'node-image.squashfs';

export type Storm = {
  readonly url: string;
  readonly machines: readonly Machine[];
  /** The machines begin at random moments within so many milliseconds. */
  readonly within: number;
  readonly seed: number;
  /** Machines that have their kickstart and fetch this image. */
  readonly downloads: { readonly machines: readonly Machine[]; readonly sha256: string };
  /** Does the server take reports? One of files does not. */
  readonly isReported: boolean;
  /** Told each time that a machine has finished. */
  readonly onMachine?: (finished: number) => void;
};

export type StormResult = {
  readonly samples: readonly Sample[];
  /** From the first machine's first question to the last one's last answer. */
  readonly seconds: number;
  readonly images: Downloaded;
  /** Path and content of every script and kickstart that was served. */
  readonly served: ReadonlyMap<string, string>;
};

export const imagePath = (machine: Machine, sha256: string): string => `/t/${machine.token}/images/${sha256}/${IMAGE_NAME}`;

/** A small generator of numbers from 0 to 1 (mulberry32): the same moments in each run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lets machines get their kickstart, so that they may have the image. */
export async function openInstallations(url: string, machines: readonly Machine[], firstIndex: number): Promise<void> {
  const boots = await Promise.all(machines.map((machine, index) => bootMachine(url, machine, firstIndex + index)));
  const failed = boots.flatMap(({ samples }) => samples).find(({ error }) => error !== undefined);
  if (failed !== undefined) throw new Error(`A machine did not get as far as its image: ${failed.kind}: ${failed.error}`);
}

/** The storm begins when all downloads run. */
export async function runStorm({ url, machines, within, seed, downloads, isReported, onMachine }: Storm): Promise<StormResult> {
  const images = startDownloads({ url, sha256: downloads.sha256, paths: downloads.machines.map((machine) => imagePath(machine, downloads.sha256)) });
  await images.begun;
  const next = random(seed);
  const begun = performance.now();
  let finished = 0;
  const boots = await Promise.all(
    machines.map(async (machine, index) => {
      await sleep(next() * within);
      const boot = await bootMachine(url, machine, index, isReported);
      finished += 1;
      onMachine?.(finished);
      return boot;
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  return { samples: boots.flatMap(({ samples }) => samples), seconds, images: await images.ended, served: new Map(boots.flatMap(({ served }) => [...served])) };
}

