// SPDX-License-Identifier: GPL-2.0-or-later
// What an import would do with each row of the file.
'use client';
import { Alert, Label, List, ListItem, Stack, StackItem, Switch, Title } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import type { ImportAnswer, ImportRow } from './import-answer.ts';
import { TEXT } from './text.ts';

const C = TEXT.columns;
/** More rows would make the page slow, and nobody reads them. */
const SHOWN = 500;
const COLORS = { create: 'green', update: 'blue', same: 'grey', refused: 'red' } as const;

function Row({ row }: { row: ImportRow }) {
  return (
    <Tr>
      <Td dataLabel={C.row}>{row.row}</Td>
      <Td dataLabel={C.host}>{row.id ?? ''}</Td>
      <Td dataLabel={C.outcome}><Label isCompact color={COLORS[row.outcome]}>{TEXT.outcomes[row.outcome]}</Label></Td>
      <Td dataLabel={C.errors}>
        {row.errors.length === 1 ? row.errors[0] : row.errors.length > 1 && <List>{row.errors.map((error) => <ListItem key={error}>{error}</ListItem>)}</List>}
      </Td>
    </Tr>
  );
}

export function ImportRows({ answer }: { answer: ImportAnswer }) {
  const [isOnlyRefused, setOnlyRefused] = useState(false);
  const refused = answer.rows.filter((row) => row.outcome === 'refused');
  const rows = isOnlyRefused ? refused : [...refused, ...answer.rows.filter((row) => row.outcome !== 'refused')];
  return (
    <Stack hasGutter>
      <StackItem>
        <Title headingLevel="h2" id="import-result">{TEXT.result}</Title>
        <p role="status">{TEXT.resultCounts(answer.created, answer.updated, answer.refused)}</p>
      </StackItem>
      {refused.length > 0 && (
        <StackItem>
          <Alert isInline variant="warning" component="h3" title={TEXT.refusedTitle(refused.length)}>{TEXT.refusedText}</Alert>
          <Switch id="only-refused" label={TEXT.onlyRefused} isChecked={isOnlyRefused} onChange={(_event, checked) => setOnlyRefused(checked)} />
        </StackItem>
      )}
      <StackItem>
        <Table aria-labelledby="import-result" variant="compact">
          <Thead><Tr><Th modifier="fitContent">{C.row}</Th><Th>{C.host}</Th><Th>{C.outcome}</Th><Th width={50}>{C.errors}</Th></Tr></Thead>
          <Tbody>{rows.slice(0, SHOWN).map((row) => <Row key={row.row} row={row} />)}</Tbody>
        </Table>
        {rows.length > SHOWN && <p>{TEXT.truncated(SHOWN, rows.length)}</p>}
      </StackItem>
    </Stack>
  );
}
