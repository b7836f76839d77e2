// SPDX-License-Identifier: GPL-2.0-or-later
// An image definition in a few lines.
'use client';
import { Card, CardBody, CardTitle, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import type { ImageDefinition } from '#kickstart/build/definition.ts';
import { payloads } from '#kickstart/build/payloads.ts';
import { targetLabel } from '../../profiles/profile-summary.ts';
import { TEXT } from '../text.ts';

function Row({ term, children }: { term: string; children: ReactNode }) {
  return <DescriptionListGroup><DescriptionListTerm>{term}</DescriptionListTerm><DescriptionListDescription>{children}</DescriptionListDescription></DescriptionListGroup>;
}

/** @param nvr what an image that is built now would be called */
export function DetailsCard({ definition, nvr }: { definition: ImageDefinition; nvr: string }) {
  const { id, target, arch, tree, payload, packages, groups, rootSize, compression } = definition;
  const own = [...groups.map((group) => `@${group}`), ...packages];
  return (
    <Card isCompact component="section" aria-labelledby="details">
      <CardTitle component="h2" id="details">{TEXT.details}</CardTitle>
      <CardBody>
        <DescriptionList isHorizontal isCompact>
          <Row term={TEXT.id}><code>{id}</code></Row>
          <Row term={TEXT.image}><code className="bw-wrap">{nvr}</code></Row>
          <Row term={TEXT.target}>{targetLabel(target)}, {arch}</Row>
          <Row term={TEXT.source}>{tree.kind === 'registered' ? TEXT.sources.registered : <>{TEXT.sources[tree.kind]} <code className="bw-wrap">{tree.url}</code></>}</Row>
          <Row term={TEXT.payload}>{payloads[payload].label}</Row>
          <Row term={TEXT.packages}>{own.length === 0 ? TEXT.none : <code className="bw-wrap">{own.join(' ')}</code>}</Row>
          <Row term={TEXT.size}>{TEXT.mib(rootSize)}, {compression}</Row>
        </DescriptionList>
      </CardBody>
    </Card>
  );
}
