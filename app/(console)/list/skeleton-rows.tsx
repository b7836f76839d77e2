// SPDX-License-Identifier: GPL-2.0-or-later
// Rows of a table whose content is on its way; they hold the place so that nothing jumps.
'use client';
import { Skeleton } from '@patternfly/react-core';
import { Tbody, Td, Tr } from '@patternfly/react-table';
import { TEXT } from './text.ts';

const ROWS = ['first', 'second', 'third', 'fourth', 'fifth'] as const;

export function SkeletonRows({ columns }: { columns: readonly string[] }) {
  return (
    <Tbody>
      {ROWS.map((row, index) => (
        <Tr key={row}>
          {columns.map((column, position) => (
            <Td key={column} dataLabel={column}><Skeleton {...(index === 0 && position === 0 ? { screenreaderText: TEXT.loading } : {})} /></Td>
          ))}
        </Tr>
      ))}
    </Tbody>
  );
}
