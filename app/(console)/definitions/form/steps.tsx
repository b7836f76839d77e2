// SPDX-License-Identifier: GPL-2.0-or-later
// The scripts of an image definition.
'use client';
import { Button, Content, FormFieldGroup, FormFieldGroupHeader } from '@patternfly/react-core';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import TrashIcon from '@patternfly/react-icons/dist/esm/icons/trash-icon';
import { type Control, useFieldArray } from 'react-hook-form';
import { TextAreaField } from '../../../form/text-area-field.tsx';
import { TextField } from '../../../form/text-field.tsx';
import type { DefinitionDraft } from './definition-draft.ts';
import { TEXT } from './text.ts';

export function Steps({ control }: { control: Control<DefinitionDraft> }) {
  const { fields, append, remove } = useFieldArray({ control, name: 'steps' });
  return (
    <>
      <Content component="p">{TEXT.stepsText}</Content>
      {fields.map(({ id }, index) => (
        <FormFieldGroup
          key={id}
          header={(
            <FormFieldGroupHeader
              titleText={{ text: TEXT.step(index + 1), id: `step-${index}` }}
              actions={<Button variant="plain" aria-label={TEXT.removeStep(index + 1)} icon={<TrashIcon />} onClick={() => remove(index)} />}
            />
          )}
        >
          <TextAreaField control={control} name={`steps.${index}.body`} label={TEXT.stepBody} rows={6} isCode isRequired />
          <TextField control={control} name={`steps.${index}.interpreter`} label={TEXT.stepInterpreter} help={TEXT.stepInterpreterHelp} />
        </FormFieldGroup>
      ))}
      <div><Button variant="link" icon={<PlusCircleIcon />} onClick={() => append({ body: '', interpreter: '' }, { shouldFocus: true })}>{TEXT.addStep}</Button></div>
    </>
  );
}
