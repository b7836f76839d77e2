// SPDX-License-Identifier: GPL-2.0-or-later
// The table "what survives": after an upgrade, after a rollback, or both.
import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { type NodeSurvival, SURVIVAL } from './survival.ts';
import { TEXT } from './text.ts';

const COLOURS = { kept: 'green', shared: 'blue', lost: 'orange' } as const satisfies Record<NodeSurvival, string>;

function Cell({ word, text, of }: { word: NodeSurvival; text: string; of: string }) {
  return <Td dataLabel={of}><Label isCompact color={COLOURS[word]}>{TEXT.words[word]}</Label> {text}</Td>;
}

export function SurvivalTable({ show }: { show: 'upgrade' | 'rollback' | 'both' }) {
  return (
    <Table variant="compact" aria-label={TEXT.survival}>
      <Thead>
        <Tr>
          <Th>{TEXT.path}</Th>
          {show !== 'rollback' && <Th>{TEXT.afterUpgrade}</Th>}
          {show !== 'upgrade' && <Th>{TEXT.afterRollback}</Th>}
        </Tr>
      </Thead>
      <Tbody>
        {SURVIVAL.map((row) => (
          <Tr key={row.path}>
            <Th scope="row" dataLabel={TEXT.path}>{row.path}</Th>
            {show !== 'rollback' && <Cell of={TEXT.afterUpgrade} word={row.upgrade} text={row.onUpgrade} />}
            {show !== 'upgrade' && <Cell of={TEXT.afterRollback} word={row.rollback} text={row.onRollback} />}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

export function SurvivalCard() {
  return (
    <Card component="section" aria-labelledby="survival">
      <CardTitle component="h2" id="survival">{TEXT.survival}</CardTitle>
      <CardBody><p>{TEXT.survivalIntro}</p><SurvivalTable show="both" /></CardBody>
    </Card>
  );
}
