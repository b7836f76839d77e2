// SPDX-License-Identifier: GPL-2.0-or-later
// The page of an image: cards for what it is, its tests, its packages, its channels and who uses it.
'use client';
import '../images.css';
import { Button, Content, PageSection, Skeleton, Stack, StackItem } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { LinkButton } from '#app/shell/link-button.tsx';
import { apiPath } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { useSession } from '../../../session/session-context.tsx';
import { PageHeader } from '../../../shell/page-header.tsx';
import { PublishCard } from '../../channels/publish-card.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { CustomizeLink } from '../../recipes/customize-link.tsx';
import { RoleNote } from '../../role-note.tsx';
import { ImageDetails } from '../image-answers.ts';
import { type Asked, ImageDialogs } from '../image-dialogs.tsx';
import { PAGE_TEXT as TEXT, TEXT as LIST_TEXT } from '../text.ts';
import { PackagesCard } from '../test/packages-card.tsx';
import { TestCard } from '../test/test-card.tsx';
import { FactsCard } from './facts-card.tsx';
import { LifeCard, UsersCard } from './relation-cards.tsx';

function NotRead({ problem }: { problem: Problem }) {
  if (problem.status !== 404) return <ProblemAlert title={TEXT.failed} problem={problem} />;
  return (
    <>
      <Content component="h2">{TEXT.notThere}</Content>
      <Content component="p">{TEXT.notThereText}</Content>
      <LinkButton href="/images">{TEXT.toImages}</LinkButton>
    </>
  );
}

function HeadButtons({ image, ask }: { image: ImageDetails; ask: (asked: Asked) => void }) {
  return (
    <div className="bw-buttons">
      <CustomizeLink sha256={image.sha256} />
      {image.state === 'available' && <Button variant="secondary" onClick={() => ask({ what: 'retire', image })}>{LIST_TEXT.retire}</Button>}
      {image.state === 'retired' && <Button variant="secondary" onClick={() => ask({ what: 'restore', image })}>{LIST_TEXT.restore}</Button>}
      <Button variant="secondary" isDanger onClick={() => ask({ what: 'delete', image, children: image.usedBy.children.length })}>{LIST_TEXT.delete}</Button>
    </div>
  );
}

function Cards({ image, reload }: { image: ImageDetails; reload: () => void }) {
  return (
    <>
      <StackItem><FactsCard image={image} /></StackItem>
      <StackItem><TestCard sha256={image.sha256} onTested={reload} /></StackItem>
      <StackItem><PublishCard sha256={image.sha256} onMoved={reload} /></StackItem>
      {/* A test may have read them anew. */}
      <StackItem><PackagesCard key={image.tests[0]?.at ?? 0} sha256={image.sha256} /></StackItem>
      <StackItem><UsersCard image={image} /></StackItem>
      <StackItem><LifeCard image={image} /></StackItem>
    </>
  );
}

export function ImagePage({ sha256 }: { sha256: string }) {
  const router = useRouter();
  const mayEdit = useSession().may('admin');
  const { answer, reload } = useAnswer(apiPath(['images', sha256]), ImageDetails);
  const [asked, ask] = useState<Asked>();
  const image = answer?.ok === true ? answer.data : undefined;
  const changed = ({ what }: Asked) => {
    if (what === 'delete') router.push('/images');
    else reload();
  };
  return (
    <>
      <PageHeader
        title={image?.nvr ?? image?.name ?? sha256.slice(0, 16)}
        trail={[{ href: '/images', label: LIST_TEXT.title }]}
        actions={mayEdit && image !== undefined && <HeadButtons image={image} ask={ask} />}
      />
      <PageSection>
        <Stack hasGutter>
          {!mayEdit && <StackItem><RoleNote needed="admin" what={TEXT.readOnly} /></StackItem>}
          {answer?.ok === false && <StackItem><NotRead problem={answer.problem} /></StackItem>}
          {answer === undefined && <StackItem><Skeleton screenreaderText={TEXT.loading} className="bw-page-skeleton" /></StackItem>}
          {image !== undefined && <Cards image={image} reload={reload} />}
        </Stack>
      </PageSection>
      {asked !== undefined && <ImageDialogs asked={asked} onClose={() => ask(undefined)} onChanged={changed} />}
    </>
  );
}
