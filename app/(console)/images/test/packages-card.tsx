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
function useChoices(sha256: string, { parent: parentId, target }: ImageFacts): Choice[] {
  const parent = useAnswer(parentId === null ? undefined : apiPath(['images', parentId]), NamedImage).answer;
  const channels = useAnswer(apiPath(['channels']), PublishedImages).answer;
  const published = channels?.ok === true ? channels.data.items.filter((channel) => target === null || channel.target === target) : [];
  const choices = [
    ...(parent?.ok === true ? [{ sha256: parent.data.sha256, label: TEXT.parent(parent.data.nvr ?? parent.data.name), name: parent.data.nvr ?? parent.data.name }] : []),
    ...published.flatMap(({ title, image: there }) => (there === null ? [] : [{ sha256: there.sha256, label: TEXT.channel(title, there.nvr ?? there.name), name: there.nvr ?? there.name }])),
  ];
  // The image itself is no other one, and one of two channels is enough.
  return choices.filter((choice, index) => choice.sha256 !== sha256 && choices.findIndex((each) => each.sha256 === choice.sha256) === index);
}

function Comparison({ sha256, image }: { sha256: string; image: ImageFacts }) {
  const choices = useChoices(sha256, image);
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
  const image = useAnswer(apiPath(['images', sha256]), ImageFacts).answer;
  const isUnknown = image?.ok === true && image.data.packages === null;
  // Not before they are known: a browser writes every 404 into its console.
  const list = useAnswer(image?.ok === true && !isUnknown ? apiPath(['images', sha256, 'packages']) : undefined, Packages).answer;
  const problem = [image, list].find((answer) => answer?.ok === false);
  return (
    <Card isCompact component="section" aria-labelledby="packages">
      <CardTitle component="h2" id="packages">{TEXT.packages}</CardTitle>
      <CardBody>
        {isUnknown && <Content component="p">{TEXT.packagesNone}</Content>}
        {problem?.ok === false && <ProblemAlert title={TEXT.packagesFailed} problem={problem.problem} />}
        {list === undefined && !isUnknown && problem === undefined && <Skeleton screenreaderText={TEXT.packagesLoading} className="bw-page-skeleton" />}
        {image?.ok === true && list?.ok === true && <div className="bw-stack"><Comparison sha256={sha256} image={image.data} /><PackageList packages={list.data.packages} /></div>}
      </CardBody>
    </Card>
  );
}
