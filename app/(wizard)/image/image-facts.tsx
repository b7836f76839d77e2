// SPDX-License-Identifier: GPL-2.0-or-later
// What is known of a chosen image.
'use client';
import type { ReactNode } from 'react';
import { targets, TargetId } from '#kickstart/profile/targets.ts';
import { exactTime } from '../../(console)/list/time.ts';
import type { OfferedImage, PublishedImage } from './offers.ts';
import { WORDS } from './words.ts';

const MIB = 1024 * 1024;

function targetOf(target: string | null): string {
  const known = TargetId.safeParse(target);
  return known.success ? targets[known.data].label : WORDS.unknownTarget;
}

function testOf({ verdict, testedAt }: OfferedImage): string {
  if (verdict === null) return WORDS.untested;
  return testedAt === null ? WORDS.verdicts[verdict] : `${WORDS.verdicts[verdict]}, ${exactTime(Date.parse(testedAt))}`;
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return <div><dt>{term}</dt><dd>{children}</dd></div>;
}

export function ImageFacts({ image }: { image: OfferedImage & Partial<Pick<PublishedImage, 'channels'>> }) {
  const { channels } = image;
  return (
    <dl className="bw-facts" aria-label={WORDS.facts}>
      <Row term={WORDS.nvr}><bdi>{image.nvr ?? image.name}</bdi></Row>
      <Row term={WORDS.target}>{targetOf(image.target)}</Row>
      <Row term={WORDS.size}>{(image.size / MIB).toFixed(1)} MiB</Row>
      <Row term={WORDS.test}>{testOf(image)}</Row>
      <Row term={WORDS.signature}>{image.isSigned ? WORDS.signed : WORDS.unsigned}</Row>
      {channels !== undefined && <Row term={WORDS.inChannels}>{channels.length === 0 ? WORDS.noLonger : channels.map(({ title }) => title).join(', ')}</Row>}
      <Row term={WORDS.checksum}><code>{image.sha256}</code></Row>
    </dl>
  );
}
