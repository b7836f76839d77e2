// SPDX-License-Identifier: GPL-2.0-or-later
// The packages that differ between two images, row by row.
'use client';
import { Content, Label, Skeleton } from '@patternfly/react-core';
import ArrowDownIcon from '@patternfly/react-icons/dist/esm/icons/arrow-down-icon';
import ArrowUpIcon from '@patternfly/react-icons/dist/esm/icons/arrow-up-icon';
import EqualsIcon from '@patternfly/react-icons/dist/esm/icons/equals-icon';
import MinusCircleIcon from '@patternfly/react-icons/dist/esm/icons/minus-circle-icon';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { Direction, PackageDifference } from '#kickstart/catalogue/difference.ts';
import { evr, type Package } from '#kickstart/catalogue/package.ts';
import { apiPath } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { Difference } from './answers.ts';
import { TEXT } from './text.ts';

const C = TEXT.difference;

type Change = Direction | 'added' | 'removed';
type Row = { readonly change: Change; readonly name: string; readonly before: Package | undefined; readonly after: Package | undefined };

const LOOKS = {
  added: { color: 'green', icon: <PlusCircleIcon /> },
  removed: { color: 'red', icon: <MinusCircleIcon /> },
  up: { color: 'blue', icon: <ArrowUpIcon /> },
  down: { color: 'orange', icon: <ArrowDownIcon /> },
  same: { color: 'grey', icon: <EqualsIcon /> },
} as const satisfies Record<Change, object>;

function rowsOf({ added, removed, changed }: PackageDifference): Row[] {
  const rows: Row[] = [
    ...added.map((after) => ({ change: 'added' as const, name: after.name, before: undefined, after })),
    ...removed.map((before) => ({ change: 'removed' as const, name: before.name, before, after: undefined })),
    ...changed.map(({ before, after, direction }) => ({ change: direction, name: after.name, before, after })),
  ];
  return rows.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function versionOf(each: Package | undefined): string {
  return each === undefined ? '' : `${evr(each)}.${each.arch}`;
}

/** @param other sha256 of the image that is compared with. @param name of that image. */
export function DifferenceTable({ sha256, other, name }: { sha256: string; other: string; name: string }) {
  const { answer, isLoading } = useAnswer(apiPath(['images', sha256, 'difference'], { with: other }), Difference);
  if (answer === undefined) return <Skeleton screenreaderText={TEXT.differenceLoading} className="bw-page-skeleton" />;
  if (!answer.ok) return <ProblemAlert title={TEXT.differenceFailed} problem={answer.problem} />;
  const rows = rowsOf(answer.data);
  const { added, removed, changed } = answer.data;
  if (rows.length === 0) return <Content component="p">{TEXT.differenceNone}</Content>;
  return (
    <div className={isLoading ? 'bw-stale' : ''} aria-busy={isLoading}>
      <Content component="p">{TEXT.differenceCounts(added.length, removed.length, changed.length)}</Content>
      <Table aria-label={TEXT.differenceCaption(name)} variant="compact">
        <Thead><Tr><Th modifier="fitContent">{C.change}</Th><Th>{C.name}</Th><Th>{C.before}</Th><Th>{C.after}</Th></Tr></Thead>
        <Tbody>
          {rows.map((row) => (
            <Tr key={`${row.change} ${row.name} ${versionOf(row.before)} ${versionOf(row.after)}`}>
              <Td dataLabel={C.change}><Label isCompact {...LOOKS[row.change]}>{TEXT.changes[row.change]}</Label></Td>
              <Td dataLabel={C.name} className="bw-wrap">{row.name}</Td>
              <Td dataLabel={C.before} className="bw-wrap">{versionOf(row.before)}</Td>
              <Td dataLabel={C.after} className="bw-wrap">{versionOf(row.after)}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
