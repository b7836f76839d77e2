// SPDX-License-Identifier: GPL-2.0-or-later
// How the disk is named: five ways, each with its own fields.
'use client';
import { RadioField, SelectField } from '../field/choice-field.tsx';
import { NumberField, TextField } from '../field/text-field.tsx';
import { useReplace, useSeen } from '../field/value.ts';
import { WORDS } from './words.ts';

/** What each way of naming begins with. */
const empty: Readonly<Record<string, object>> = {
  id: { by: 'id', id: '' },
  wwn: { by: 'wwn', wwn: '' },
  serial: { by: 'serial', serial: '' },
  device: { by: 'device', device: '' },
  size: { by: 'size', pick: 'smallest', min: null, max: null },
};

function DiskName({ by }: { by: unknown }) {
  switch (by) {
    case 'wwn': return <TextField name="storage.disk.wwn" />;
    case 'serial': return <TextField name="storage.disk.serial" />;
    case 'device': return <TextField name="storage.disk.device" />;
    case 'size': return (
      <div className="bw-pair bw-pair--three">
        <SelectField name="storage.disk.pick" choices={WORDS.pick} />
        <NumberField name="storage.disk.min" isOptional />
        <NumberField name="storage.disk.max" isOptional />
      </div>
    );
    default: return <TextField name="storage.disk.id" />;
  }
}

export function DiskFields() {
  const replace = useReplace();
  const by = useSeen('storage.disk.by');
  return (
    <>
      <RadioField name="storage.disk.by" choices={WORDS.by} onChoose={(next) => replace('storage.disk', empty[next])} />
      <DiskName by={by} />
    </>
  );
}
