// SPDX-License-Identifier: GPL-2.0-or-later
// On the page of an image: its packages, and how they differ from those of its parent and of what is published.
'use client';
import './test.css';
import { Button, Card, CardBody, CardTitle, Content, FormSelect, FormSelectOption, SearchInput, Skeleton } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { evr, type Package } from '#kickstart/catalogue/package.ts';
import { apiPath } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { ImageFacts, NamedImage, Packages, PublishedImages } from './answers.ts';
import { DifferenceTable } from './difference-table.tsx';
import { TEXT } from './text.ts';

const C = TEXT.columns;
/** Rows at first, and with each "more". */
const STEP = 50;

type Choice = { readonly sha256: string; readonly label: string; readonly name: string };

/** What this image can be compared with: its parent, and the images of the channels for its target. */
function useChoices(sha256: string): Choice[] {
  const image = useAnswer(apiPath(['images', sha256]), ImageFacts).answer;
  const parentId = image?.ok === true ? image.data.parent : null;
  const parent = useAnswer(parentId === null ? undefined : apiPath(['images', parentId]), NamedImage).answer;
  const channels = useAnswer(apiPath(['channels']), PublishedImages).answer;
  const target = image?.ok === true ? image.data.target : null;
  const published = channels?.ok === true ? channels.data.items.filter((channel) => target === null || channel.target === target) : [];
  const choices = [
    ...(parent?.ok === true ? [{ sha256: parent.data.sha256, label: TEXT.parent(parent.data.nvr ?? parent.data.name), name: parent.data.nvr ?? parent.data.name }] : []),
    ...published.flatMap(({ title, image: there }) => (there === null ? [] : [{ sha256: there.sha256, label: TEXT.channel(title, there.nvr ?? there.name), name: there.nvr ?? there.name }])),
  ];
  // The image itself is no other one, and one of two channels is enough.
  return choices.filter((choice, index) => choice.sha256 !== sha256 && choices.findIndex((each) => each.sha256 === choice.sha256) === index);
}

function Comparison({ sha256 }: { sha256: string }) {
  const choices = useChoices(sha256);
  const [chosen, choose] = useState('');
  const choice = choices.find((each) => each.sha256 === chosen);
  if (choices.length === 0) return null;
  return (
    <div className="bw-stack">
      <FormSelect className="bw-packages__compare" aria-label={TEXT.compare} value={chosen} onChange={(_event, next) => choose(next)}>
        <FormSelectOption value="" label={`${TEXT.compare}: ${TEXT.compareNone}`} />
        {choices.map((each) => <FormSelectOption key={each.sha256} value={each.sha256} label={`${TEXT.compare} ${each.label}`} />)}
      </FormSelect>
      {choice !== undefined && <DifferenceTable key={choice.sha256} sha256={sha256} other={choice.sha256} name={choice.name} />}
    </div>
  );
}

function PackageList({ packages }: { packages: readonly Package[] }) {
  const [search, setSearch] = useState('');
  const [most, setMost] = useState(STEP);
  const wanted = search.trim().toLowerCase();
  const found = packages.filter(({ name }) => name.toLowerCase().includes(wanted));
  const type = (text: string) => {
    setSearch(text);
    setMost(STEP);
  };
  return (
    <div className="bw-stack">
      <div className="bw-packages__tools">
        <SearchInput aria-label={TEXT.search} placeholder={TEXT.searchHint} value={search} onChange={(_event, text) => type(text)} onClear={() => type('')} />
        <span role="status" className="bw-sub">{TEXT.found(found.length, packages.length)}</span>
      </div>
      {found.length === 0 ? <Content component="p">{TEXT.noneFound}</Content> : (
        <Table aria-label={TEXT.packages} variant="compact">
          <Thead><Tr><Th>{C.name}</Th><Th>{C.version}</Th><Th modifier="fitContent">{C.arch}</Th><Th>{C.key}</Th></Tr></Thead>
          <Tbody>
            {found.slice(0, most).map((each) => (
              <Tr key={`${each.name} ${evr(each)} ${each.arch} ${each.key ?? ''}`}>
                <Td dataLabel={C.name} className="bw-wrap">{each.name}</Td>
                <Td dataLabel={C.version} className="bw-wrap">{evr(each)}</Td>
                <Td dataLabel={C.arch}>{each.arch}</Td>
                <Td dataLabel={C.key}>{each.key === null ? <span className="bw-sub">{TEXT.unsigned}</span> : <code>{each.key}</code>}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
      {found.length > most && <div><Button variant="link" isInline onClick={() => setMost(most + STEP)}>{TEXT.more(Math.min(STEP, found.length - most))}</Button></div>}
    </div>
  );
}

export function PackagesCard({ sha256 }: { sha256: string }) {
  const { answer } = useAnswer(apiPath(['images', sha256, 'packages']), Packages);
  const isUnknown = answer?.ok === false && answer.problem.status === 404;
  return (
    <Card isCompact component="section" aria-labelledby="packages">
      <CardTitle component="h2" id="packages">{TEXT.packages}</CardTitle>
      <CardBody>
        {answer === undefined && <Skeleton screenreaderText={TEXT.packagesLoading} height="8rem" />}
        {isUnknown && <Content component="p">{TEXT.packagesNone}</Content>}
        {answer?.ok === false && !isUnknown && <ProblemAlert title={TEXT.packagesFailed} problem={answer.problem} />}
        {answer?.ok === true && <div className="bw-stack"><Comparison sha256={sha256} /><PackageList packages={answer.data.packages} /></div>}
      </CardBody>
    </Card>
  );
}
