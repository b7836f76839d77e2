// SPDX-License-Identifier: GPL-2.0-or-later
// What goes on in an installation, in a few words for one row of a list.
import type { HostState } from '#kickstart/lifecycle/states.ts';
import type { Standing } from '../host-summary.ts';
import { percentOf } from './image-progress.ts';
import { isFetchingImage } from './stage-rows.ts';
import { TEXT } from './text.ts';

/** `Image: 43 %`, `First boot`; undefined where the state alone says it. */
export function doingText(state: HostState, { stage, imageBytes, imageSize }: Standing): string | undefined {
  if (stage === null || stage === undefined || (state !== 'installing' && state !== 'installed' && state !== 'failed')) return undefined;
  if (state === 'failed') return `${TEXT.failedAfter} ${TEXT.stages[stage]}`;
  const percent = isFetchingImage({ state, stage, imageBytes }) ? percentOf(imageBytes, imageSize) : undefined;
  return percent === undefined ? TEXT.doing[stage] : `${TEXT.image}: ${percent} %`;
}
