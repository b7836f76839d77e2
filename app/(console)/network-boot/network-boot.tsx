// SPDX-License-Identifier: GPL-2.0-or-later
// The page about network boot.
'use client';
import { Alert, Card, CardBody, CardTitle, List, ListComponent, ListItem, PageSection, Stack, StackItem } from '@patternfly/react-core';
import { PageHeader } from '../../shell/page-header.tsx';
import { BootUrls } from './boot-urls.tsx';
import { type Configuration, DhcpSection } from './dhcp-section.tsx';
import { NodeTools } from './node-tools.tsx';
import { TEXT } from './text.ts';
import { TreeSection } from './tree-section.tsx';

type NetworkBootProps = {
  bootUrl: string;
  target: string;
  targets: readonly { value: string; label: string }[];
  configurations: readonly Configuration[];
};

const LOOPBACK = /^https?:\/\/(127\.|localhost\b|\[::1\])/;

function HowItWorks() {
  return (
    <Card isCompact component="section" aria-labelledby="how-it-works">
      <CardTitle component="h2" id="how-it-works">{TEXT.how}</CardTitle>
      <CardBody>
        <List component={ListComponent.ol}>{TEXT.steps.map((step) => <ListItem key={step}>{step}</ListItem>)}</List>
      </CardBody>
    </Card>
  );
}

export function NetworkBoot({ bootUrl, target, targets, configurations }: NetworkBootProps) {
  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} />
      <PageSection>
        <Stack hasGutter>
          {LOOPBACK.test(bootUrl) && (
            <StackItem>
              <Alert isInline variant="warning" title={TEXT.loopbackTitle} component="h2">{TEXT.loopbackText(bootUrl)}</Alert>
            </StackItem>
          )}
          <StackItem><HowItWorks /></StackItem>
          <StackItem><TreeSection /></StackItem>
          <StackItem><DhcpSection target={target} targets={targets} configurations={configurations} /></StackItem>
          <StackItem><BootUrls bootUrl={bootUrl} target={target} /></StackItem>
          <StackItem><NodeTools bootUrl={bootUrl} /></StackItem>
        </Stack>
      </PageSection>
    </>
  );
}
