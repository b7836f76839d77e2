// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `image`, and before it the target: what is installed, where it comes from, and what the profile is called.
'use client';
import { ExpandableSection, FormSection } from '@patternfly/react-core';
import { useState } from 'react';
import { type TargetId, targetIds, targets } from '#kickstart/profile/targets.ts';
import { proposedId } from '#app/form/proposed-id.ts';
import { useWizard } from '../draft/context.tsx';
import { CheckField, SelectField } from '../field/choice-field.tsx';
import { TextField } from '../field/text-field.tsx';
import { textOf, useReplace, useSeen } from '../field/value.ts';
import { ImageSource } from '../image/image-source.tsx';
import { TargetCards } from './target-cards.tsx';
import { WORDS } from './words.ts';

const READY: TargetId = 'ovirt45';
const FIRST_OTHER: TargetId = 'centos9';

const families = Object.entries(WORDS.families).map(([prefix, label]) => ({
  label,
  choices: targetIds.filter((id) => id.startsWith(prefix)).map((id) => ({ value: id, label: targets[id].label })),
}));

function Target() {
  const replace = useReplace();
  const target = useSeen('target');
  const { target: known } = useWizard();
  const isReady = target === READY;
  const choose = (id: string) => replace('target', id);
  return (
    <>
      <TargetCards
        name="target-ready"
        cards={[
          { id: 'ready', ...WORDS.ready, isChosen: isReady, onChoose: () => choose(READY) },
          { id: 'other', ...WORDS.other, isChosen: !isReady, onChoose: () => choose(isReady ? FIRST_OTHER : known) },
        ]}
      />
      {!isReady && <SelectField name="target" choices={[]} groups={families} onChoose={choose} />}
    </>
  );
}

function Name() {
  const { isNew } = useWizard();
  const replace = useReplace();
  const title = textOf(useSeen('title'));
  const id = textOf(useSeen('id'));
  return (
    <FormSection title={WORDS.profile} titleElement="h3">
      <TextField name="title" onChanged={(text) => isNew && replace('id', proposedId(id, title, text))} />
      <TextField name="id" isReadOnly={!isNew} />
      <TextField name="description" isOptional />
    </FormSection>
  );
}

export function ImageStep() {
  const [isOpen, setOpen] = useState(false);
  const { shown, document } = useWizard();
  const given = document['image'];
  const inUse = typeof given === 'object' && given !== null && ('proxy' in given || ('noverifyssl' in given && given.noverifyssl === true));
  const isExpanded = isOpen || inUse || shown.some((problem) => problem.path === 'image.proxy');
  return (
    <>
      <FormSection title={WORDS.target} titleElement="h3"><Target /></FormSection>
      <FormSection title={WORDS.image} titleElement="h3">
        <ImageSource>
          <TextField name="image.url" />
          <TextField name="image.checksum" isOptional className="bw-mono" />
          <TextField name="image.nvr" isOptional className="bw-mono" />
        </ImageSource>
        <ExpandableSection toggleText={WORDS.more} isExpanded={isExpanded} onToggle={(_event, open) => setOpen(open)} isIndented>
          <TextField name="image.proxy" isOptional />
          <CheckField name="image.noverifyssl" />
        </ExpandableSection>
      </FormSection>
      <Name />
    </>
  );
}
