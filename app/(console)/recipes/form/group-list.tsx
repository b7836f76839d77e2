// SPDX-License-Identifier: GPL-2.0-or-later
// A list of groups of fields that can be added and removed.
'use client';
import { Button, FormFieldGroup, FormFieldGroupHeader } from '@patternfly/react-core';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import TrashIcon from '@patternfly/react-icons/dist/esm/icons/trash-icon';
import type { ReactNode } from 'react';

type GroupListProps = {
  /** Begins the ids of the titles. */
  name: string;
  ids: readonly string[];
  title: (number: number) => string;
  add: string;
  remove: (number: number) => string;
  onAdd: () => void;
  onRemove: (index: number) => void;
  children: (index: number) => ReactNode;
};

export function GroupList({ name, ids, title, add, remove, onAdd, onRemove, children }: GroupListProps) {
  return (
    <>
      {ids.map((id, index) => (
        <FormFieldGroup
          key={id}
          header={<FormFieldGroupHeader titleText={{ text: title(index + 1), id: `${name}-${index}` }} actions={<Button variant="plain" aria-label={remove(index + 1)} icon={<TrashIcon />} onClick={() => onRemove(index)} />} />}
        >
          {children(index)}
        </FormFieldGroup>
      ))}
      <div><Button variant="link" icon={<PlusCircleIcon />} onClick={onAdd}>{add}</Button></div>
    </>
  );
}
