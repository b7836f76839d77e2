// SPDX-License-Identifier: GPL-2.0-or-later
// The head of a page: breadcrumb, title, one sentence, actions at its right. Every page under app/(console) begins with it.
'use client';
import { Breadcrumb, BreadcrumbItem, Content, Flex, FlexItem, PageBreadcrumb, PageSection, Title } from '@patternfly/react-core';
import Link from 'next/link';
import type { ReactNode } from 'react';

type Crumb = { href: string; label: string };

type PageHeaderProps = {
  title: string;
  description?: ReactNode;
  /** The pages above this one; this page itself is added at the end. */
  trail?: readonly Crumb[];
  /** Buttons, the primary one first. A list that may be empty has none before its answer: one that moves away from under a key or a click is lost. */
  actions?: ReactNode;
};

export function PageHeader({ title, description, trail = [], actions }: PageHeaderProps) {
  return (
    <>
      {trail.length > 0 && (
        <PageBreadcrumb>
          <Breadcrumb>
            {trail.map((crumb) => (
              <BreadcrumbItem key={crumb.href} render={({ className }) => <Link prefetch={false} className={className} href={crumb.href}>{crumb.label}</Link>} />
            ))}
            <BreadcrumbItem isActive>{title}</BreadcrumbItem>
          </Breadcrumb>
        </PageBreadcrumb>
      )}
      <PageSection>
        <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }} alignItems={{ default: 'alignItemsFlexStart' }}>
          <FlexItem>
            <Title headingLevel="h1" size="2xl">{title}</Title>
            {description !== undefined && <Content component="p">{description}</Content>}
          </FlexItem>
          {actions !== undefined && <FlexItem>{actions}</FlexItem>}
        </Flex>
      </PageSection>
    </>
  );
}
