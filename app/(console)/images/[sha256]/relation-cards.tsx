// SPDX-License-Identifier: GPL-2.0-or-later
// Who uses an image; which images it was made from, and which from it.
'use client';
import { Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { ImageDetails } from '../image-answers.ts';
import { PAGE_TEXT as TEXT } from '../text.ts';
import { UserList } from '../user-list.tsx';

function Section({ id, title, text, children }: { id: string; title: string; text: string; children: ReactNode }) {
  return (
    <Card isCompact component="section" aria-labelledby={id}>
      <CardTitle component="h2" id={id}>{title}</CardTitle>
      <CardBody><Content component="p">{text}</Content>{children}</CardBody>
    </Card>
  );
}

export function UsersCard({ image }: { image: ImageDetails }) {
  return <Section id="users" title={TEXT.users} text={TEXT.usersText}><UserList users={image.usedBy} /></Section>;
}

/** From the first ancestor down to the children, each one step further in. */
export function LifeCard({ image }: { image: ImageDetails }) {
  const ancestors = image.ancestors.toReversed();
  const { children } = image.usedBy;
  if (ancestors.length + children.length === 0) return <Section id="life" title={TEXT.life} text={TEXT.lifeText}><Content component="p">{TEXT.noRelatives}</Content></Section>;
  const inner = (
    <li>
      <strong className="bw-reported">{image.nvr ?? image.name}</strong> <span className="bw-sub">{TEXT.thisOne}</span>
      {children.length > 0 && <ul className="bw-line">{children.map(({ sha256, name }) => <li key={sha256}><Link prefetch={false} href={`/images/${sha256}`}>{name}</Link></li>)}</ul>}
    </li>
  );
  const line = ancestors.reduceRight<ReactNode>((below, { sha256, name, nvr }) => (
    <li>
      {name === null ? <span className="bw-sub">{TEXT.deleted(sha256)}</span> : <Link prefetch={false} href={`/images/${sha256}`} className="bw-reported">{nvr ?? name}</Link>}
      <ul className="bw-line">{below}</ul>
    </li>
  ), inner);
  return <Section id="life" title={TEXT.life} text={TEXT.lifeText}><ul className="bw-line">{line}</ul></Section>;
}
