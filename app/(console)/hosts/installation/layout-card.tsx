// SPDX-License-Identifier: GPL-2.0-or-later
// What the layout step made: base, layer, what is left in the pool, and what it warned of or mended.
'use client';
import { Alert, DescriptionList } from '@patternfly/react-core';
import type { InstallationView } from './answers.ts';
import { LayoutResult, newest } from './details.ts';
import { durationText, sizeText } from './duration.ts';
import { Fact, FactCard, ReportedFact, ReportedFacts } from './facts.tsx';
import { TEXT } from './outcome-text.ts';
import { ReportedLines, ReportedText } from './reported-text.tsx';
import { TEXT as STAGE_TEXT } from './text.ts';

function poolText({ pool }: LayoutResult): string | undefined {
  if (typeof pool?.size !== 'number') return undefined;
  return TEXT.layoutPoolText(pool.name ?? '', sizeText(pool.size), typeof pool.free === 'number' ? sizeText(pool.free) : STAGE_TEXT.unknownSize);
}

function LayoutFailure({ error }: { error: NonNullable<LayoutResult['error']> }) {
  const lines = error.lastLines ?? [];
  return (
    <>
      <Alert isInline variant="danger" title={TEXT.layoutFailed} component="h3">
        {typeof error.problem === 'string' && <p><ReportedText most={400}>{error.problem}</ReportedText></p>}
        {typeof error.fix === 'string' && error.fix !== '' && <p><ReportedText most={400}>{error.fix}</ReportedText></p>}
      </Alert>
      {lines.length > 0 && <ReportedLines label={TEXT.lastLines} text={lines.join('\n')} />}
    </>
  );
}

export function LayoutCard({ events }: Pick<InstallationView, 'events'>) {
  const result = newest(events, ['layout'], LayoutResult)?.detail;
  if (result === undefined) return null;
  const seconds = Object.values(result.seconds ?? {}).reduce((sum, each) => sum + each, 0);
  return (
    <FactCard id="layout" title={TEXT.layout}>
      {result.error && <LayoutFailure error={result.error} />}
      <DescriptionList isCompact isHorizontal isFluid>
        <ReportedFact term={TEXT.layoutBase} text={result.base} />
        <ReportedFact term={TEXT.layoutLayer} text={result.layer} />
        <ReportedFact term={TEXT.layoutNvr} text={result.nvr} />
        <ReportedFact term={TEXT.layoutPool} text={poolText(result)} />
        {seconds > 0 && <Fact term={TEXT.layoutTook}>{durationText(seconds * 1000)}</Fact>}
        <ReportedFacts term={TEXT.layoutWarnings} texts={result.warnings} most={200} />
        <ReportedFacts term={TEXT.layoutFixes} texts={result.fixes} most={200} />
      </DescriptionList>
    </FactCard>
  );
}
