// SPDX-License-Identifier: GPL-2.0-or-later
// Pieces of which the cards of an installation are made: a card with a heading, and a term with what is known of it.
'use client';
import { Card, CardBody, CardTitle, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { ReportedText } from './reported-text.tsx';

export function FactCard({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <Card isCompact component="section" aria-labelledby={id}>
      <CardTitle component="h2" id={id}>{title}</CardTitle>
      <CardBody><div className="bw-stack">{children}</div></CardBody>
    </Card>
  );
}

export function Fact({ term, children }: { term: string; children: ReactNode }) {
  return <DescriptionListGroup><DescriptionListTerm>{term}</DescriptionListTerm><DescriptionListDescription>{children}</DescriptionListDescription></DescriptionListGroup>;
}

/** A reported text; nothing at all when it was not reported. */
export function ReportedFact({ term, text }: { term: string; text: string | null | undefined }) {
  return typeof text === 'string' && text !== '' ? <Fact term={term}><ReportedText>{text}</ReportedText></Fact> : null;
}

/** Reported texts, one a line. */
export function ReportedFacts({ term, texts, most }: { term: string; texts: readonly string[] | null | undefined; most?: number }) {
  if (texts === null || texts === undefined || texts.length === 0) return null;
  return (
    <Fact term={term}>
      <ul className="bw-plain-list">{texts.map((text, index) => <li key={`${index} ${text}`}><ReportedText {...(most === undefined ? {} : { most })}>{text}</ReportedText></li>)}</ul>
    </Fact>
  );
}
