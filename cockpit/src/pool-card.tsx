// SPDX-License-Identifier: GPL-2.0-or-later
// How full the thin pool is, data and metadata, and what that means.
import { Card, CardBody, CardTitle, Progress, Stack, StackItem } from '@patternfly/react-core';
import { percentText, sizeText } from './amounts.ts';
import { type PoolWord, poolWord } from './pool-words.ts';
import { Reported } from './reported.tsx';
import type { Pool } from './status.ts';
import { TEXT } from './text.ts';

const VARIANTS = { success: undefined, warning: 'warning', danger: 'danger' } as const satisfies Record<PoolWord['level'], string | undefined>;

function Bar({ title, percent, part }: { title: string; percent: number; part: 'data' | 'metadata' }) {
  const { level, word, meaning } = poolWord(percent, part);
  const variant = VARIANTS[level];
  const text = `${percentText(percent)}, ${word.toLowerCase()}`;
  return <Progress title={title} value={percent} label={text} valueText={text} helperText={meaning} {...(variant === undefined ? {} : { variant })} />;
}

export function PoolCard({ pool }: { pool: Pool | null }) {
  return (
    <Card component="section" aria-labelledby="pool">
      <CardTitle component="h2" id="pool">{TEXT.pool}</CardTitle>
      <CardBody>
        {pool === null ? TEXT.noPool : (
          <Stack hasGutter>
            <StackItem><Reported>{TEXT.poolOf(pool.vg, pool.name, sizeText(pool.size))}</Reported></StackItem>
            <StackItem><Bar title={TEXT.data} percent={pool.dataPercent} part="data" /></StackItem>
            <StackItem><Bar title={TEXT.metadata} percent={pool.metadataPercent} part="metadata" /></StackItem>
          </Stack>
        )}
      </CardBody>
    </Card>
  );
}
