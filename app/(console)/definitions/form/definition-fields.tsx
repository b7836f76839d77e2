// SPDX-License-Identifier: GPL-2.0-or-later
// The fields of an image definition, by subject.
'use client';
import { FormSection, HelperText, HelperTextItem } from '@patternfly/react-core';
import { useState } from 'react';
import { type Control, useController, useWatch } from 'react-hook-form';
import { buildArchitectures, compressions } from '#kickstart/build/definition.ts';
import { nvrOf } from '#kickstart/build/nvr.ts';
import { PayloadId, payloadIds, payloads } from '#kickstart/build/payloads.ts';
import { CheckField } from '../../../form/check-field.tsx';
import { SelectField } from '../../../form/select-field.tsx';
import { TextAreaField } from '../../../form/text-area-field.tsx';
import { proposedId } from '../../../form/proposed-id.ts';
import { TextField } from '../../../form/text-field.tsx';
import { targetChoices } from '../../profiles/profile-summary.ts';
import type { DefinitionDraft } from './definition-draft.ts';
import { Repositories } from './repositories.tsx';
import { Steps } from './steps.tsx';
import { TEXT } from './text.ts';

type Fields = { control: Control<DefinitionDraft> };
type Plain = keyof typeof TEXT.fields;

const choices = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
const PAYLOADS = payloadIds.map((id) => ({ value: id, label: payloads[id].label }));
const SOURCES = Object.entries(TEXT.treeKinds).map(([value, label]) => ({ value, label }));

/** Label and help of a field; no help where there is nothing to say. */
function said(name: Plain): { name: Plain; label: string; help?: string } {
  const [label, help] = TEXT.fields[name];
  return help === '' ? { name, label } : { name, label, help };
}

function Subject({ control, isNew }: Fields & { isNew: boolean }) {
  const { field: id } = useController({ control, name: 'id' });
  const payload = PayloadId.safeParse(useWatch({ control, name: 'payload' }));
  return (
    <FormSection title={TEXT.sections.subject} titleElement="h2">
      <TextField control={control} {...said('title')} isRequired onChanged={(text, before) => isNew && id.onChange(proposedId(id.value, before, text))} />
      <TextField control={control} {...said('id')} isRequired isReadOnly={!isNew} />
      <TextField control={control} {...said('description')} />
      <SelectField control={control} {...said('target')} choices={targetChoices} />
      <SelectField control={control} {...said('arch')} choices={choices(buildArchitectures)} />
      <SelectField control={control} {...said('payload')} {...(payload.success ? { help: payloads[payload.data].about } : {})} choices={PAYLOADS} />
    </FormSection>
  );
}

function Name({ control }: Fields) {
  const [now] = useState(() => Date.now());
  const [name, version, release] = useWatch({ control, name: ['name', 'version', 'release'] });
  return (
    <FormSection title={TEXT.sections.name} titleElement="h2">
      <TextField control={control} {...said('name')} isRequired />
      <TextField control={control} {...said('version')} isRequired />
      <TextField control={control} {...said('release')} isRequired />
      {name !== '' && version !== '' && <HelperText aria-live="polite" isLiveRegion><HelperTextItem>{TEXT.imageName(nvrOf({ name, version, release }, now))}</HelperTextItem></HelperText>}
    </FormSection>
  );
}

function Source({ control }: Fields) {
  const kind = useWatch({ control, name: 'treeKind' });
  return (
    <FormSection title={TEXT.sections.source} titleElement="h2">
      <SelectField control={control} {...said('treeKind')} choices={SOURCES} />
      {kind !== 'registered' && <TextField control={control} {...said('treeUrl')} isRequired />}
      <Repositories control={control} />
    </FormSection>
  );
}

function Content({ control }: Fields) {
  const [weak, weakHelp] = TEXT.weakDependencies;
  const [documentation, documentationHelp] = TEXT.documentation;
  return (
    <FormSection title={TEXT.sections.content} titleElement="h2">
      <TextAreaField control={control} {...said('packages')} isCode />
      <TextAreaField control={control} {...said('groups')} rows={2} isCode />
      <TextAreaField control={control} {...said('excluded')} rows={2} isCode />
      <CheckField control={control} name="weakDependencies" label={weak} help={weakHelp} />
      <CheckField control={control} name="documentation" label={documentation} help={documentationHelp} />
      <TextAreaField control={control} {...said('servicesEnabled')} rows={2} isCode />
      <TextAreaField control={control} {...said('servicesDisabled')} rows={2} isCode />
    </FormSection>
  );
}

function Format({ control }: Fields) {
  return (
    <FormSection title={TEXT.sections.format} titleElement="h2">
      <TextField control={control} {...said('rootSize')} isRequired />
      <SelectField control={control} {...said('compression')} choices={choices(compressions)} />
      <TextField control={control} {...said('kojiTarget')} />
    </FormSection>
  );
}

/** @param isNew the id can still be chosen */
export function DefinitionFields({ control, isNew }: Fields & { isNew: boolean }) {
  return (
    <>
      <Subject control={control} isNew={isNew} />
      <Name control={control} />
      <Source control={control} />
      <Content control={control} />
      <FormSection title={TEXT.sections.steps} titleElement="h2"><Steps control={control} /></FormSection>
      <Format control={control} />
    </>
  );
}
