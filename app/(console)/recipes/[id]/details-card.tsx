// SPDX-License-Identifier: GPL-2.0-or-later
// What a recipe does, in a list.
'use client';
import { Card, CardBody, CardTitle, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { needsNetwork, type Recipe } from '#kickstart/recipe/recipe.ts';
import { apiPath } from '../../../api-client.ts';
import { useAnswer } from '../../list/use-answer.ts';
import { RpmFiles } from '../answers.ts';
import { TEXT } from '../text.ts';

const R = TEXT.rows;

function Lines({ items }: { items: readonly { key: string; text: ReactNode }[] }) {
  return <>{items.map(({ key, text }) => <div key={key} className="bw-wrap">{text}</div>)}</>;
}

const plain = (texts: readonly string[]) => texts.map((text) => ({ key: text, text: <code>{text}</code> }));

export function DetailsCard({ recipe }: { recipe: Recipe }) {
  const { answer } = useAnswer(recipe.rpms.length === 0 ? undefined : apiPath(['rpms']), RpmFiles);
  const known = new Map(answer?.ok === true ? answer.data.items.map(({ sha256, name }) => [sha256, name]) : []);
  const rows: [string, readonly { key: string; text: ReactNode }[]][] = [
    [R.rpms, recipe.rpms.map((sha256) => ({ key: sha256, text: <code>{known.get(sha256) ?? (answer === undefined ? sha256.slice(0, 12) : TEXT.missingRpm(sha256))}</code> }))],
    [R.packages, plain(recipe.packages)],
    [R.repositories, recipe.repositories.map(({ name, baseurl }) => ({ key: name, text: `${name}: ${baseurl}` }))],
    [R.files, recipe.files.map(({ path, mode, owner, group }) => ({ key: path, text: <><code>{path}</code> {mode} {owner}:{group}</> }))],
    [R.enable, plain(recipe.units.enable)],
    [R.disable, plain(recipe.units.disable)],
    [R.commands, recipe.commands.length === 0 ? [] : [{ key: 'count', text: TEXT.commandCount(recipe.commands.length) }]],
    [R.network, [{ key: 'network', text: needsNetwork(recipe) ? TEXT.hasNetwork : TEXT.hasNoNetwork }]],
  ];
  return (
    <Card isCompact component="section" aria-labelledby="details">
      <CardTitle component="h2" id="details">{TEXT.details}</CardTitle>
      <CardBody>
        <DescriptionList isHorizontal isCompact>
          {rows.filter(([, items]) => items.length > 0).map(([term, items]) => (
            <DescriptionListGroup key={term}>
              <DescriptionListTerm>{term}</DescriptionListTerm>
              <DescriptionListDescription><Lines items={items} /></DescriptionListDescription>
            </DescriptionListGroup>
          ))}
        </DescriptionList>
      </CardBody>
    </Card>
  );
}
