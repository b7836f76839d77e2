// SPDX-License-Identifier: GPL-2.0-or-later
// The installations of a host before the current one.
'use client';
import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { TEXT as HOSTS_TEXT } from '../text.ts';
import type { EarlierInstallation } from './answers.ts';
import { Moment } from './moment.tsx';
import { TEXT } from './text.ts';

export function EarlierTable({ earlier }: { earlier: readonly EarlierInstallation[] }) {
  if (earlier.length === 0) return null;
  return (
    <Card isCompact component="section" aria-labelledby="earlier">
      <CardTitle component="h2" id="earlier">{TEXT.earlier}</CardTitle>
      <CardBody>
        <Table variant="compact" aria-labelledby="earlier">
          <Thead><Tr><Th>{TEXT.earlierArmed}</Th><Th>{TEXT.earlierState}</Th><Th>{TEXT.earlierStage}</Th></Tr></Thead>
          <Tbody>
            {earlier.map(({ id, armedAt, state, stage }) => (
              <Tr key={id}>
                <Td dataLabel={TEXT.earlierArmed}><Moment at={armedAt} /></Td>
                <Td dataLabel={TEXT.earlierState}>{HOSTS_TEXT.states[state]}</Td>
                <Td dataLabel={TEXT.earlierStage}>{TEXT.stages[stage]}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </CardBody>
    </Card>
  );
}
