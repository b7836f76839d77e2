// SPDX-License-Identifier: GPL-2.0-or-later
// Ready configurations of DHCP servers, to read, copy and download.
'use client';
import { Button, Card, CardBody, CardTitle, Content, Flex, FlexItem, FormSelect, FormSelectOption, Stack, StackItem, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import CopyIcon from '@patternfly/react-icons/dist/esm/icons/copy-icon';
import DownloadIcon from '@patternfly/react-icons/dist/esm/icons/download-icon';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import type { Problem } from '../../problem.ts';
import { saveFile } from '../file/save-file.ts';
import { notify } from '../notice/notices.ts';
import { type ShownKind, TEXT } from './text.ts';

export type Configuration = { kind: ShownKind; fileName: string; text: string };

type DhcpSectionProps = {
  target: string;
  targets: readonly { value: string; label: string }[];
  configurations: readonly Configuration[];
};

const COPY_REFUSED: Problem = { title: TEXT.copyFailed, status: 0, detail: TEXT.copyFailedText };

function ConfigurationText({ kind, fileName, text }: Configuration) {
  const [problem, setProblem] = useState<Problem>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setProblem(undefined);
      notify(TEXT.copied);
    } catch {
      setProblem(COPY_REFUSED); // Outside https and localhost there is no clipboard.
    }
  };
  return (
    <Stack hasGutter className="bw-netboot__panel">
      <StackItem><Content component="p">{TEXT.kindTexts[kind]}</Content></StackItem>
      <StackItem>
        <Flex gap={{ default: 'gapSm' }}>
          <FlexItem><Button variant="secondary" size="sm" icon={<CopyIcon />} onClick={() => void copy()}>{TEXT.copy}</Button></FlexItem>
          <FlexItem><Button variant="secondary" size="sm" icon={<DownloadIcon />} onClick={() => saveFile(fileName, text, 'text/plain')}>{TEXT.download}</Button></FlexItem>
        </Flex>
        <ProblemAlert title={TEXT.copyFailed} problem={problem} />
      </StackItem>
      {/* It scrolls, so the keyboard must reach it. */}
      <StackItem><pre className="bw-netboot__text" tabIndex={0} role="region" aria-label={TEXT.configurationLabel(TEXT.kinds[kind])}>{text}</pre></StackItem>
    </Stack>
  );
}

function TargetSelect({ target, targets }: Omit<DhcpSectionProps, 'configurations'>) {
  const router = useRouter();
  return (
    <>
      <label htmlFor="boot-target"><strong>{TEXT.target}</strong></label>
      <FormSelect id="boot-target" className="bw-netboot__target" value={target} onChange={(_event, value) => router.replace(`/network-boot?target=${encodeURIComponent(value)}`, { scroll: false })} aria-describedby="boot-target-text">
        {targets.map(({ value, label }) => <FormSelectOption key={value} value={value} label={label} />)}
      </FormSelect>
      <div id="boot-target-text" className="bw-sub">{TEXT.targetText}</div>
    </>
  );
}

export function DhcpSection({ target, targets, configurations }: DhcpSectionProps) {
  const [shown, setShown] = useState<string | number>(configurations[0]?.kind ?? '');
  return (
    <Card isCompact component="section" aria-labelledby="dhcp">
      <CardTitle component="h2" id="dhcp">{TEXT.dhcp}</CardTitle>
      <CardBody>
        <Stack hasGutter>
          <StackItem><Content component="p">{TEXT.dhcpText}</Content></StackItem>
          <StackItem><TargetSelect target={target} targets={targets} /></StackItem>
          <StackItem>
            <Tabs activeKey={shown} onSelect={(_event, kind) => setShown(kind)} aria-label={TEXT.dhcp}>
              {configurations.map((configuration) => (
                <Tab key={configuration.kind} eventKey={configuration.kind} title={<TabTitleText>{TEXT.kinds[configuration.kind]}</TabTitleText>}>
                  <ConfigurationText {...configuration} />
                </Tab>
              ))}
            </Tabs>
          </StackItem>
        </Stack>
      </CardBody>
    </Card>
  );
}
