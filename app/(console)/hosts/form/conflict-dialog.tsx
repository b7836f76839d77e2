// SPDX-License-Identifier: GPL-2.0-or-later
// Two people changed the same host: what each says, and the choice between them.
'use client';
import { Button, Content } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { placeOf } from '../../../(wizard)/field/field-text.ts';
import { Dialog } from '../../dialog/dialog.tsx';
import { differences } from './differences.ts';
import { formPath } from './host-draft.ts';
import { TEXT } from './text.ts';

type ConflictDialogProps = {
  yours: unknown;
  /** What is stored now; undefined when it was deleted. */
  theirs: unknown;
  onKeepYours: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
};

export function ConflictDialog({ yours, theirs, onKeepYours, onTakeTheirs, onClose }: ConflictDialogProps) {
  const isGone = theirs === undefined;
  const found = isGone ? [] : differences(yours, theirs);
  const buttons = (
    <>
      <Button onClick={onClose}>{TEXT.goOn}</Button>
      <Button variant="secondary" isDanger onClick={onKeepYours}>{TEXT.keepYours}</Button>
      {!isGone && <Button variant="secondary" onClick={onTakeTheirs}>{TEXT.takeTheirs}</Button>}
    </>
  );
  return (
    <Dialog title={isGone ? TEXT.conflictGone : TEXT.conflictTitle} titleIcon="warning" size="medium" onClose={onClose} buttons={buttons}>
      <Content component="p">{isGone ? TEXT.conflictGoneText : TEXT.conflictText}</Content>
      {!isGone && found.length === 0 && <p>{TEXT.conflictNone}</p>}
      {found.length > 0 && (
        <Table aria-label={TEXT.conflictTitle} variant="compact">
          <Thead><Tr><Th>{TEXT.field}</Th><Th>{TEXT.yours}</Th><Th>{TEXT.theirs}</Th></Tr></Thead>
          <Tbody>
            {found.map((difference) => (
              <Tr key={difference.path}>
                <Td dataLabel={TEXT.field}>{placeOf(formPath(difference.path))}</Td>
                <Td dataLabel={TEXT.yours}>{difference.yours ?? TEXT.notSet}</Td>
                <Td dataLabel={TEXT.theirs}>{difference.theirs ?? TEXT.notSet}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </Dialog>
  );
}
