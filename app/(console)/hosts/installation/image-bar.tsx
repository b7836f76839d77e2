// SPDX-License-Identifier: GPL-2.0-or-later
// How much of the image went out to the machine, and how long the rest will take.
'use client';
import { Progress } from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import type { Installation } from './answers.ts';
import { durationText, sizeText } from './duration.ts';
import { percentOf, type Sample, timeLeftOf, withSample } from './image-progress.ts';
import { TEXT } from './text.ts';

/** The samples of this page, one for each new number of bytes. */
function useSamples(bytes: number): readonly Sample[] {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    // After the drawing: the moment at which the number came is not a thing that drawing again would give again.
    const timer = setTimeout(() => setSamples((before) => withSample(before, { at: Date.now(), bytes })), 0);
    return () => clearTimeout(timer);
  }, [bytes]);
  return samples;
}

export function ImageBar({ installation: { imageBytes, imageSize } }: { installation: Installation }) {
  const samples = useSamples(imageBytes);
  const percent = percentOf(imageBytes, imageSize);
  if (percent === undefined || typeof imageSize !== 'number') return <div>{TEXT.image}: {TEXT.imageOpen(sizeText(imageBytes))}</div>;
  if (imageBytes >= imageSize) return <div>{TEXT.imageUnpacking}</div>;
  const left = timeLeftOf(samples, imageSize);
  const helper = `${TEXT.imageOf(sizeText(imageBytes), sizeText(imageSize))}${left === undefined ? '' : `, ${TEXT.imageLeft(durationText(left))}`}`;
  return (
    <div className="bw-image-bar">
      <Progress id="image-progress" value={percent} title={TEXT.image} size="sm" helperText={<span id="image-progress-left">{helper}</span>} aria-describedby="image-progress-left" />
    </div>
  );
}
