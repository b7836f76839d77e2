// SPDX-License-Identifier: GPL-2.0-or-later
// What an image is, where it comes from, and since when.
'use client';
import { Alert, Card, CardBody, CardTitle, ClipboardCopy, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { sizeText } from '../../hosts/installation/duration.ts';
import { ReportedText } from '../../hosts/installation/reported-text.tsx';
import { Ago } from '../../list/ago.tsx';
import { targetLabel } from '../../profiles/profile-summary.ts';
import type { ImageDetails } from '../image-answers.ts';
import { ImageLabels } from '../image-labels.tsx';
import { PAGE_TEXT as TEXT, TEXT as LIST_TEXT } from '../text.ts';

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return <DescriptionListGroup><DescriptionListTerm>{term}</DescriptionListTerm><DescriptionListDescription>{children}</DescriptionListDescription></DescriptionListGroup>;
}

function Copied({ label, text }: { label: string; text: string }) {
  return <ClipboardCopy isReadOnly isCode hoverTip={TEXT.copy} clickTip={TEXT.copied} textAriaLabel={label}>{text}</ClipboardCopy>;
}

/** Pages of the documents that images are made from; `source` is the document's id then. */
const DOCUMENTS: Partial<Record<ImageDetails['origin'], string>> = { build: '/definitions', customization: '/recipes' };

function Source({ image: { origin, source } }: { image: ImageDetails }) {
  if (source === null) return null;
  const place = DOCUMENTS[origin];
  return <div className="bw-sub">{place === undefined ? <ReportedText>{source}</ReportedText> : <Link prefetch={false} href={`${place}/${encodeURIComponent(source)}`}>{source}</Link>}</div>;
}

function StateNote({ image }: { image: ImageDetails }) {
  if (image.state === 'quarantined') return <Alert isInline variant="danger" component="h3" title={TEXT.quarantined}>{LIST_TEXT.stateHelp.quarantined} {image.stateReason !== null && <ReportedText>{image.stateReason}</ReportedText>}</Alert>;
  if (image.state === 'retired') return <Alert isInline variant="info" component="h3" title={TEXT.retired}>{TEXT.retiredText} {image.stateReason !== null && <ReportedText>{image.stateReason}</ReportedText>}</Alert>;
  return null;
}

export function FactsCard({ image }: { image: ImageDetails }) {
  return (
    <Card isCompact component="section" aria-labelledby="facts">
      <CardTitle component="h2" id="facts">{TEXT.facts}</CardTitle>
      <CardBody>
        <div className="bw-stack">
          <StateNote image={image} />
          <DescriptionList isHorizontal isCompact>
            <Fact term={TEXT.state}><ImageLabels image={image} /></Fact>
            <Fact term={TEXT.nvr}>{image.nvr === null ? TEXT.nvrUnknown : <ReportedText>{image.nvr}</ReportedText>}</Fact>
            <Fact term={TEXT.target}>{image.target === null ? LIST_TEXT.noTarget : targetLabel(image.target)}</Fact>
            <Fact term={TEXT.arch}>{image.arch ?? LIST_TEXT.noTarget}</Fact>
            <Fact term={TEXT.size}>{sizeText(image.size)} <span className="bw-sub">({TEXT.bytes(image.size)})</span></Fact>
            <Fact term={TEXT.sha256}><Copied label={TEXT.sha256} text={image.sha256} /></Fact>
            <Fact term={TEXT.url}><Copied label={TEXT.url} text={image.url} /></Fact>
            <Fact term={TEXT.origin}>{LIST_TEXT.origins[image.origin]}<Source image={image} /></Fact>
            <Fact term={TEXT.added}><Ago at={image.addedAt} /> {image.addedBy !== null && TEXT.by(image.addedBy)}</Fact>
            <Fact term={TEXT.hashed}><Ago at={image.hashedAt} /></Fact>
            <Fact term={TEXT.packages}>{TEXT.packageCount(image.packages)}</Fact>
            <Fact term={TEXT.signed}>{image.isSigned ? TEXT.isSigned : TEXT.isNotSigned}</Fact>
          </DescriptionList>
        </div>
      </CardBody>
    </Card>
  );
}
