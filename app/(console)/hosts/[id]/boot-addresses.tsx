// SPDX-License-Identifier: GPL-2.0-or-later
// The addresses at which the machine gets its kickstart, to copy.
'use client';
import { Card, CardBody, CardTitle, ClipboardCopy, Content } from '@patternfly/react-core';
import { TEXT } from './text.ts';

export function BootAddresses({ macs, bootUrl }: { macs: readonly string[]; bootUrl: string }) {
  return (
    <Card isCompact component="section" aria-labelledby="boot-addresses">
      <CardTitle component="h2" id="boot-addresses">{TEXT.boot}</CardTitle>
      <CardBody>
        <Content component="p">{TEXT.bootText}</Content>
        {macs.map((mac) => (
          <ClipboardCopy key={mac} variant="inline-compact" isCode className="bw-wrap" hoverTip={TEXT.copy} clickTip={TEXT.copied} copyAriaLabel={`${TEXT.copy}: ${TEXT.bootUrl(mac)}`}>
            {`${bootUrl}/ks/${mac}`}
          </ClipboardCopy>
        ))}
      </CardBody>
    </Card>
  );
}
