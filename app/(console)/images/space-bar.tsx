// SPDX-License-Identifier: GPL-2.0-or-later
// How full the disk of the images is.
'use client';
import { Alert, Progress, ProgressMeasureLocation } from '@patternfly/react-core';
import { sizeText } from '../hosts/installation/duration.ts';
import type { Space } from './image-answers.ts';
import { TEXT } from './text.ts';

const LITTLE_BYTES = 4 * 1024 ** 3;

export function SpaceBar({ space }: { space: Space }) {
  const used = space.total === 0 ? 0 : Math.round(((space.total - space.free) / space.total) * 100);
  const isLow = space.free < LITTLE_BYTES;
  return (
    <div className="bw-narrow">
      <Progress title={TEXT.space} aria-label={TEXT.space} value={used} measureLocation={ProgressMeasureLocation.top} {...(isLow ? { variant: 'warning' } : {})} />
      <p className="bw-sub">{TEXT.spaceText(sizeText(space.images), sizeText(space.free), sizeText(space.total))}</p>
      {isLow && <Alert isInline isPlain variant="warning" component="p" title={TEXT.spaceLow(sizeText(space.free))} />}
    </div>
  );
}
