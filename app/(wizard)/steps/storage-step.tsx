// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `storage`: the disk, boot and swap, volume group and pool, root volume, volumes, encryption, and the picture of all that.
'use client';
import { Alert, FormSection } from '@patternfly/react-core';
import { presetVolumes } from '#kickstart/profile/storage.ts';
import { CheckField, RadioField, SelectField } from '../field/choice-field.tsx';
import { NumberField, TextField } from '../field/text-field.tsx';
import { useReplace, useSeen } from '../field/value.ts';
import { DiskFields } from '../storage/disk-fields.tsx';
import { Encryption } from '../storage/encryption.tsx';
import { DiskPicture } from '../storage/picture.tsx';
import { VolumeTable } from '../storage/volume-table.tsx';
import { WORDS } from '../storage/words.ts';
import { WORDS as STEP_WORDS } from './words.ts';

function BootAndSwap() {
  const replace = useReplace();
  const method = useSeen('storage.boot.method');
  return (
    <FormSection title={STEP_WORDS.boot} titleElement="h3">
      <RadioField name="storage.boot.method" choices={WORDS.boot} onChoose={(next) => replace('storage.boot', next === 'part' ? { method: next, size: 2048, fstype: 'ext4' } : { method: next })} />
      {method === 'part' && (
        <div className="bw-pair">
          <NumberField name="storage.boot.size" />
          <SelectField name="storage.boot.fstype" choices={WORDS.fstypes} />
        </div>
      )}
      <NumberField name="storage.swap" />
    </FormSection>
  );
}

function Volumes() {
  const replace = useReplace();
  const choose = (preset: string) => {
    replace('storage.preset', preset);
    if (preset === 'nist' || preset === 'minimal') {
      replace('storage.volumes', structuredClone(presetVolumes[preset]));
      replace('layout.nodeStorage', preset === 'minimal' ? 'minimal' : 'full');
    }
  };
  return (
    <FormSection title={WORDS.volumes} titleElement="h3">
      <RadioField name="storage.preset" choices={WORDS.presets} onChoose={choose} className="bw-radios" />
      <VolumeTable />
    </FormSection>
  );
}

export function StorageStep() {
  return (
    <>
      <FormSection title={WORDS.disk} titleElement="h3">
        <Alert isInline isPlain variant="warning" title={WORDS.erased} component="p" />
        <DiskFields />
        <NumberField name="storage.diskSize" isOptional />
        <CheckField name="storage.zerombr" />
      </FormSection>
      <DiskPicture />
      <Volumes />
      <FormSection title={WORDS.root} titleElement="h3">
        <div className="bw-pair bw-pair--three">
          <NumberField name="storage.root.size" />
          <SelectField name="storage.root.fstype" choices={WORDS.fstypes} />
          <TextField name="storage.root.name" />
        </div>
      </FormSection>
      <BootAndSwap />
      <FormSection title={STEP_WORDS.pool} titleElement="h3">
        <div className="bw-pair">
          <TextField name="storage.vg" />
          <NumberField name="storage.reserved" />
          <TextField name="storage.pool.name" />
          <NumberField name="storage.pool.size" isOptional />
          <NumberField name="storage.pool.metadata" isOptional />
        </div>
      </FormSection>
      <FormSection title={WORDS.encryption} titleElement="h3"><Encryption /></FormSection>
    </>
  );
}
