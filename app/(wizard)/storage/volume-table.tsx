// SPDX-License-Identifier: GPL-2.0-or-later
// The volumes of the pool as a table whose cells are fields.
'use client';
import { Button, FormHelperText, FormSelect, FormSelectOption, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import TrashIcon from '@patternfly/react-icons/dist/esm/icons/trash-icon';
import type { ReactNode } from 'react';
import { volumeName } from '#kickstart/profile/storage.ts';
import { valueAt } from '../draft/draft.ts';
import { type FieldName, fieldText } from '../field/field-text.ts';
import { fieldId, FieldHelp, useFieldError } from '../field/frame.tsx';
import { listOf, textOf, useReplace, useSeen, useValue } from '../field/value.ts';
import { useVolumeSurvival, VolumeLabel } from '../survival/survival-label.tsx';
import { WORDS } from './words.ts';

const OTHERS = ['name', 'size', 'fstype'] as const;
const COLUMNS = ['mount', ...OTHERS] as const;
type Column = (typeof COLUMNS)[number];

/** What was typed in a cell as the schema wants it. */
const typedValue = (column: Column, text: string) => (column === 'size' && /^\d{1,15}$/.test(text.trim()) ? Number(text) : text);

/** Label and unit of a column. */
function labelOf(column: Column): string {
  const { label, unit } = fieldText(`storage.volumes.0.${column}`);
  return unit === undefined ? label : `${label} (${unit})`;
}

type CellProps = { index: number; column: Column; onTyped: (text: string) => void };

/** `describedBy`: what stands beside the input and tells about it. */
function Cell({ index, column, onTyped, describedBy, beside }: CellProps & { describedBy?: string | undefined; beside?: ReactNode }) {
  const name: FieldName = `storage.volumes.${index}.${column}`;
  const { value, set, ref } = useValue(name);
  const error = useFieldError(name);
  const id = fieldId(name);
  const label = `${WORDS.volume} ${index + 1}: ${fieldText(name).label}`;
  const told = error === undefined ? describedBy : `${id}-error`;
  const input = { id, 'aria-label': label, 'aria-invalid': error !== undefined, ...(told === undefined ? {} : { 'aria-describedby': told }), validated: error === undefined ? 'default' : 'error' } as const;
  const change = (text: string) => {
    set(typedValue(column, text));
    onTyped(text);
  };
  return (
    <td data-field={name} data-label={labelOf(column)}>
      {column === 'fstype'
        ? <FormSelect {...input} ref={ref} value={textOf(value)} onChange={(_event, text) => change(text)}>{WORDS.fstypes.map((type) => <FormSelectOption key={type.value} {...type} />)}</FormSelect>
        : <TextInput {...input} ref={ref} value={textOf(value)} onChange={(_event, text) => change(text)} autoComplete="off" spellCheck={false} {...(column === 'size' ? { inputMode: 'numeric' } : {})} />}
      {error === undefined && beside}
      {error !== undefined && <FormHelperText><HelperText id={`${id}-error`}><HelperTextItem variant="error">{error}</HelperTextItem></HelperText></FormHelperText>}
    </td>
  );
}

/** The mount point, and what an upgrade does to what lies there. A path that is refused says nothing of that. */
function MountCell({ index, onTyped }: Omit<CellProps, 'column'>) {
  const mount = textOf(useSeen(`storage.volumes.${index}.mount`));
  const found = useVolumeSurvival(mount);
  const id = `${fieldId(`storage.volumes.${index}.mount`)}-survival`;
  return <Cell index={index} column="mount" onTyped={onTyped} {...(found === undefined ? {} : { describedBy: id, beside: <VolumeLabel id={id} mount={mount} found={found} /> })} />;
}

function Heads() {
  return (
    <tr>
      {COLUMNS.map((column) => <th key={column} scope="col">{labelOf(column)} <FieldHelp name={`storage.volumes.0.${column}`} /></th>)}
      <td />
    </tr>
  );
}

/** A change by hand makes the list the admin's own. */
function useVolumes() {
  const replace = useReplace();
  const volumes = listOf(useSeen('storage.volumes'));
  const own = () => replace('storage.preset', 'custom');
  return {
    volumes, own,
    add: () => {
      replace('storage.volumes', [...volumes, { mount: '', name: '', size: 10_240, fstype: 'xfs' }]);
      own();
    },
    remove: (index: number) => {
      replace('storage.volumes', volumes.filter((_one, at) => at !== index));
      own();
    },
    /** The name follows the mount point until it is changed. */
    follow: (index: number, before: string, mount: string) => {
      const name = textOf(valueAt(volumes[index], 'name'));
      if (name === '' || name === volumeName(before)) replace(`storage.volumes.${index}.name`, volumeName(mount));
    },
  };
}

export function VolumeTable() {
  const { volumes, own, add, remove, follow } = useVolumes();
  const error = useFieldError('storage.volumes', true);
  return (
    <div data-field="storage.volumes">
      <table className="bw-table bw-table--volumes" aria-label={WORDS.volumes}>
        <thead><Heads /></thead>
        <tbody>
          {volumes.map((volume, index) => {
            const mount = textOf(valueAt(volume, 'mount'));
            return (
              <tr key={index}>
                <MountCell
                  index={index}
                  onTyped={(text) => {
                    follow(index, mount, text);
                    own();
                  }}
                />
                {OTHERS.map((column) => <Cell key={column} index={index} column={column} onTyped={own} />)}
                <td className="bw-table__action"><Button variant="plain" icon={<TrashIcon />} aria-label={`${WORDS.remove} ${mount === '' ? index + 1 : mount}`} onClick={() => remove(index)} /></td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {error !== undefined && <HelperText><HelperTextItem variant="error">{error}</HelperTextItem></HelperText>}
      <Button variant="link" isInline icon={<PlusCircleIcon />} onClick={add}>{WORDS.add}</Button>
    </div>
  );
}
