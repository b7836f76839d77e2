// SPDX-License-Identifier: GPL-2.0-or-later
// The repositories of an image definition.
'use client';
import { Button, Content, FormFieldGroup, FormFieldGroupHeader } from '@patternfly/react-core';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import TrashIcon from '@patternfly/react-icons/dist/esm/icons/trash-icon';
import { type Control, useFieldArray } from 'react-hook-form';
import { CheckField } from '../../../form/check-field.tsx';
import { SelectField } from '../../../form/select-field.tsx';
import { TextField } from '../../../form/text-field.tsx';
import type { DefinitionDraft } from './definition-draft.ts';
import { TEXT } from './text.ts';

const KINDS = Object.entries(TEXT.repositoryKinds).map(([value, label]) => ({ value, label }));

export function Repositories({ control }: { control: Control<DefinitionDraft> }) {
  const { fields, append, remove } = useFieldArray({ control, name: 'repositories' });
  return (
    <>
      <Content component="h3">{TEXT.repositories}</Content>
      <Content component="p">{TEXT.repositoriesText}</Content>
      {fields.map(({ id }, index) => (
        <FormFieldGroup
          key={id}
          header={(
            <FormFieldGroupHeader
              titleText={{ text: TEXT.repository(index + 1), id: `repository-${index}` }}
              actions={<Button variant="plain" aria-label={TEXT.removeRepository(index + 1)} icon={<TrashIcon />} onClick={() => remove(index)} />}
            />
          )}
        >
          <TextField control={control} name={`repositories.${index}.name`} label={TEXT.repositoryName} isRequired />
          <SelectField control={control} name={`repositories.${index}.kind`} label={TEXT.repositoryKind} choices={KINDS} />
          <TextField control={control} name={`repositories.${index}.url`} label={TEXT.repositoryUrl} isRequired />
          <TextField control={control} name={`repositories.${index}.cost`} label={TEXT.repositoryCost} help={TEXT.repositoryCostHelp} />
          <CheckField control={control} name={`repositories.${index}.keep`} label={TEXT.repositoryKeep} help={TEXT.repositoryKeepHelp} />
        </FormFieldGroup>
      ))}
      <div><Button variant="link" icon={<PlusCircleIcon />} onClick={() => append({ name: '', kind: 'baseurl', url: '', cost: '', keep: false }, { shouldFocus: true })}>{TEXT.addRepository}</Button></div>
    </>
  );
}
