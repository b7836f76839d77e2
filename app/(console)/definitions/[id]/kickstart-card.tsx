// SPDX-License-Identifier: GPL-2.0-or-later
// The build kickstart to read, copy and download.
'use client';
import { Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import { TextActions } from '../../file/text-actions.tsx';
import { KickstartLines } from '../../kickstart/kickstart-lines.tsx';
import { TEXT } from '../text.ts';

export function KickstartCard({ id, kickstart }: { id: string; kickstart: string }) {
  const lines = kickstart.replace(/\n$/, '').split('\n').map((text, index) => ({ number: index + 1, text }));
  return (
    <Card isCompact component="section" aria-labelledby="kickstart">
      <CardTitle component="h2" id="kickstart">{TEXT.kickstart}</CardTitle>
      <CardBody>
        <div className="bw-stack">
          <Content component="p">{TEXT.kickstartText}</Content>
          <TextActions text={kickstart} name={`${id}-build.ks`} words={TEXT.actions} />
          <KickstartLines lines={lines} />
        </div>
      </CardBody>
    </Card>
  );
}
