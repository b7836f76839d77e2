// SPDX-License-Identifier: GPL-2.0-or-later
// Ready configurations of DHCP servers, to read, copy and download.
'use client';
import { Card, CardBody, CardTitle, Content, FormSelect, FormSelectOption, Grid, GridItem, Stack, StackItem } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { TextActions } from '../file/text-actions.tsx';
import { type ShownKind, TEXT } from './text.ts';

export type Configuration = { kind: ShownKind; fileName: string; text: string };

type DhcpSectionProps = {
  target: string;
  targets: readonly { value: string; label: string }[];
  configurations: readonly Configuration[];
};

function ConfigurationText({ kind, fileName, text }: Configuration) {
  return (
    <Stack hasGutter>
      <StackItem><TextActions text={text} name={fileName} words={TEXT} /></StackItem>
      {/* It scrolls, so the keyboard must reach it. */}
      <StackItem><pre className="bw-netboot__text" tabIndex={0} role="region" aria-label={TEXT.configurationLabel(TEXT.kinds[kind])}>{text}</pre></StackItem>
    </Stack>
  );
}

type ChoiceProps = { id: string; label: string; text: string; value: string; choices: readonly { value: string; label: string }[]; onChoose: (value: string) => void };

function Choice({ id, label, text, value, choices, onChoose }: ChoiceProps) {
  return (
    <>
      <label htmlFor={id}><strong>{label}</strong></label>
      <FormSelect id={id} className="bw-netboot__choice" value={value} onChange={(_event, chosen) => onChoose(chosen)} aria-describedby={`${id}-text`}>
        {choices.map((choice) => <FormSelectOption key={choice.value} value={choice.value} label={choice.label} />)}
      </FormSelect>
      <div id={`${id}-text`} className="bw-sub">{text}</div>
    </>
  );
}

export function DhcpSection({ target, targets, configurations }: DhcpSectionProps) {
  const router = useRouter();
  const [kind, setKind] = useState<string>('dnsmasq');
  const shown = configurations.find((configuration) => configuration.kind === kind);
  const kinds = configurations.map((configuration) => ({ value: configuration.kind, label: TEXT.kinds[configuration.kind] }));
  const goTo = (chosen: string) => router.replace(`/network-boot?target=${encodeURIComponent(chosen)}`, { scroll: false });
  return (
    <Card isCompact component="section" aria-labelledby="dhcp">
      <CardTitle component="h2" id="dhcp">{TEXT.dhcp}</CardTitle>
      <CardBody>
        <Stack hasGutter>
          <StackItem><Content component="p">{TEXT.dhcpText}</Content></StackItem>
          <StackItem>
            <Grid hasGutter>
              <GridItem md={6}><Choice id="dhcp-kind" label={TEXT.kind} text={shown === undefined ? '' : TEXT.kindTexts[shown.kind]} value={kind} choices={kinds} onChoose={setKind} /></GridItem>
              <GridItem md={6}><Choice id="boot-target" label={TEXT.target} text={TEXT.targetText} value={target} choices={targets} onChoose={goTo} /></GridItem>
            </Grid>
          </StackItem>
          {shown !== undefined && <StackItem><ConfigurationText key={shown.kind} {...shown} /></StackItem>}
        </Stack>
      </CardBody>
    </Card>
  );
}
