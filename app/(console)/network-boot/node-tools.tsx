// SPDX-License-Identifier: GPL-2.0-or-later
// How the tools of a running node get onto it: with the installation, in the image, or by hand.
'use client';
import { Card, CardBody, CardTitle, ClipboardCopy, Content, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, List, ListItem } from '@patternfly/react-core';
import { installCommand, TEXT } from './node-tools-text.ts';

function Command({ label, children }: { label: string; children: string }) {
  return (
    <ClipboardCopy variant="inline-compact" isCode className="bw-wrap" hoverTip={TEXT.copy} clickTip={TEXT.copied} copyAriaLabel={`${TEXT.copy}: ${label}`}>
      {children}
    </ClipboardCopy>
  );
}

function Way({ title, text, command }: { title: string; text: string; command?: string }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{title}</DescriptionListTerm>
      <DescriptionListDescription>
        <div>{text}</div>
        {command !== undefined && <Command label={title}>{command}</Command>}
      </DescriptionListDescription>
    </DescriptionListGroup>
  );
}

export function NodeTools({ bootUrl }: { bootUrl: string }) {
  const { installation, image, node } = TEXT.ways;
  return (
    <Card isCompact component="section" aria-labelledby="node-tools">
      <CardTitle component="h2" id="node-tools">{TEXT.title}</CardTitle>
      <CardBody>
        <Content component="p">{TEXT.text}</Content>
        <DescriptionList isHorizontal isCompact>
          <Way {...installation} />
          <Way {...image} command={TEXT.recipe} />
          <Way {...node} command={installCommand(bootUrl)} />
          <DescriptionListGroup>
            <DescriptionListTerm>{TEXT.files}</DescriptionListTerm>
            <DescriptionListDescription>
              <List isPlain>
                <ListItem><a href={`${bootUrl}/node/basewright-node.pyz`}>{TEXT.tools}</a></ListItem>
                <ListItem><a href={`${bootUrl}/node/cockpit-basewright.tar.gz`}>{TEXT.page}</a></ListItem>
              </List>
            </DescriptionListDescription>
          </DescriptionListGroup>
        </DescriptionList>
      </CardBody>
    </Card>
  );
}
