// SPDX-License-Identifier: GPL-2.0-or-later
// The fields of a recipe, in the order in which they are done.
'use client';
import { Content, FormSection } from '@patternfly/react-core';
import { type Control, useController, useFieldArray } from 'react-hook-form';
import { CheckField } from '../../../form/check-field.tsx';
import { SelectField } from '../../../form/select-field.tsx';
import { TextAreaField } from '../../../form/text-area-field.tsx';
import { proposedId } from '../../../form/proposed-id.ts';
import { TextField } from '../../../form/text-field.tsx';
import { targetChoices } from '../../profiles/profile-summary.ts';
import { FileFields } from './file-fields.tsx';
import { GroupList } from './group-list.tsx';
import type { RecipeDraft } from './recipe-draft.ts';
import { RpmField } from './rpm-field.tsx';
import { ScriptPreview } from './script-preview.tsx';
import { TEXT } from './text.ts';

type Fields = { control: Control<RecipeDraft> };
type Plain = keyof typeof TEXT.fields;

const TARGETS = [{ value: '', label: TEXT.anyTarget }, ...targetChoices];

/** Label and help of a field; no help where there is nothing to say. */
function said(name: Plain): { name: Plain; label: string; help?: string } {
  const [label, help] = TEXT.fields[name];
  return help === '' ? { name, label } : { name, label, help };
}

function Repositories({ control }: Fields) {
  const { fields, append, remove } = useFieldArray({ control, name: 'repositories' });
  return (
    <>
      <Content component="h3">{TEXT.repositories}</Content>
      <Content component="p">{TEXT.repositoriesText}</Content>
      <GroupList
        name="repository" ids={fields.map(({ id }) => id)} title={TEXT.repository} add={TEXT.addRepository} remove={TEXT.removeRepository}
        onAdd={() => append({ name: '', baseurl: '', gpgkey: '' }, { shouldFocus: true })} onRemove={remove}
      >
        {(index) => (
          <>
            <TextField control={control} name={`repositories.${index}.name`} label={TEXT.repositoryName} isRequired />
            <TextField control={control} name={`repositories.${index}.baseurl`} label={TEXT.repositoryUrl} help={TEXT.repositoryUrlHelp} isRequired />
            <TextAreaField control={control} name={`repositories.${index}.gpgkey`} label={TEXT.repositoryKey} help={TEXT.repositoryKeyHelp} rows={2} isCode />
          </>
        )}
      </GroupList>
    </>
  );
}

function Commands({ control }: Fields) {
  const { fields, append, remove } = useFieldArray({ control, name: 'commands' });
  return (
    <>
      <Content component="p">{TEXT.commandsText}</Content>
      <GroupList name="command" ids={fields.map(({ id }) => id)} title={TEXT.command} add={TEXT.addCommand} remove={TEXT.removeCommand} onAdd={() => append({ text: '' }, { shouldFocus: true })} onRemove={remove}>
        {(index) => <TextAreaField control={control} name={`commands.${index}.text`} label={TEXT.commandText} rows={4} isCode isRequired />}
      </GroupList>
    </>
  );
}

/** @param isNew the id can still be chosen */
export function RecipeFields({ control, isNew }: Fields & { isNew: boolean }) {
  const { field: id } = useController({ control, name: 'id' });
  const [network, networkHelp] = TEXT.network;
  const [labels, labelsHelp] = TEXT.labels;
  return (
    <>
      <FormSection title={TEXT.sections.subject} titleElement="h2">
        <TextField control={control} {...said('title')} isRequired onChanged={(text, before) => isNew && id.onChange(proposedId(id.value, before, text))} />
        <TextField control={control} {...said('id')} isRequired isReadOnly={!isNew} />
        <TextField control={control} {...said('description')} />
        <SelectField control={control} {...said('target')} choices={TARGETS} />
      </FormSection>
      <FormSection title={TEXT.sections.packages} titleElement="h2">
        <RpmField control={control} />
        <TextAreaField control={control} {...said('packages')} isCode />
        <Repositories control={control} />
      </FormSection>
      <FormSection title={TEXT.sections.files} titleElement="h2"><FileFields control={control} /></FormSection>
      <FormSection title={TEXT.sections.units} titleElement="h2">
        <TextAreaField control={control} {...said('enable')} rows={2} isCode />
        <TextAreaField control={control} {...said('disable')} rows={2} isCode />
      </FormSection>
      <FormSection title={TEXT.sections.commands} titleElement="h2"><Commands control={control} /></FormSection>
      <FormSection title={TEXT.sections.more} titleElement="h2">
        <CheckField control={control} name="network" label={network} help={networkHelp} />
        <CheckField control={control} name="labels" label={labels} help={labelsHelp} />
        <Content component="p">{TEXT.factory}</Content>
      </FormSection>
      <FormSection title={TEXT.sections.preview} titleElement="h2"><ScriptPreview control={control} /></FormSection>
    </>
  );
}
