// SPDX-License-Identifier: GPL-2.0-or-later
// How the image is built on another machine: the archive to download, and the commands to copy.
'use client';
import { Button, Card, CardBody, CardTitle, Content, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import DownloadIcon from '@patternfly/react-icons/dist/esm/icons/download-icon';
import { useState } from 'react';
import { LinkButton } from '#app/shell/link-button.tsx';
import { apiPath } from '../../../api-client.ts';
import { TextActions } from '../../file/text-actions.tsx';
import { buildWays, type BuildWay, type Output } from '../answers.ts';
import { TEXT } from '../text.ts';

function Commands({ id, way, text }: { id: string; way: BuildWay; text: string }) {
  return (
    <div className="bw-stack">
      <Content component="p">{TEXT.wayTexts[way]}</Content>
      <TextActions text={text} name={TEXT.commandsFile(id, way)} words={TEXT.actions} />
      <pre className="bw-log" role="region" aria-label={TEXT.ways[way]} tabIndex={0}><code>{text}</code></pre>
    </div>
  );
}

export function ElsewhereCard({ id, output: { commands } }: { id: string; output: Output }) {
  const [active, setActive] = useState<string | number>('local');
  return (
    <Card isCompact component="section" aria-labelledby="elsewhere">
      <CardTitle component="h2" id="elsewhere">{TEXT.elsewhere}</CardTitle>
      <CardBody>
        <div className="bw-stack">
          <Content component="p">{TEXT.elsewhereText}</Content>
          <div className="bw-buttons">
            <Button component="a" variant="secondary" icon={<DownloadIcon />} href={`/api/v1/${apiPath(['definitions', id, 'bundle'])}`} download={`${id}-build.tar`}>{TEXT.download}</Button>
            <LinkButton variant="link" href="/images">{TEXT.toImages}</LinkButton>
          </div>
          <Content component="h3">{TEXT.byHand}</Content>
          <Tabs activeKey={active} onSelect={(_event, key) => setActive(key)} aria-label={TEXT.byHand} mountOnEnter unmountOnExit>
            {buildWays.map((way) => (
              <Tab key={way} eventKey={way} title={<TabTitleText>{TEXT.ways[way]}</TabTitleText>}><Commands id={id} way={way} text={commands[way]} /></Tab>
            ))}
          </Tabs>
        </div>
      </CardBody>
    </Card>
  );
}
