// SPDX-License-Identifier: GPL-2.0-or-later
// Adds or replaces the installer tree of a distribution. The server reads and checks it before it answers.
'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Form, FormGroup, HelperText, HelperTextItem, Radio } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { type Control, useController, useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { TargetId, targetIds, targets } from '#kickstart/profile/targets.ts';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { placeAtFields } from '../../form/refused-fields.ts';
import { SelectField } from '../../form/select-field.tsx';
import { TextField } from '../../form/text-field.tsx';
import type { Problem } from '../../problem.ts';
import { Dialog } from '../dialog/dialog.tsx';
import { TEXT as DIALOG_TEXT } from '../dialog/text.ts';
import { placeOf, sourceKinds, Tree, type TreeItem } from './tree-answers.ts';
import { TEXT } from './tree-text.ts';

const Wanted = z.object({ target: TargetId, arch: z.enum(['x86_64', 'aarch64']), kind: z.enum(sourceKinds), place: z.string().trim() })
  .superRefine(({ kind, place }, context) => {
    if (place === '') context.addIssue({ code: 'custom', path: ['place'], message: TEXT.placeMissing[kind] });
  });
type Wanted = z.infer<typeof Wanted>;

/** Fields of the document -> fields of this form. */
const FIELDS: Readonly<Record<string, keyof Wanted>> = { 'source.url': 'place', 'source.path': 'place', arch: 'arch', target: 'target' };

const ARCHITECTURES = [{ value: 'x86_64', label: 'x86_64' }, { value: 'aarch64', label: 'aarch64' }];

function KindField({ control }: { control: Control<Wanted> }) {
  const { field } = useController({ control, name: 'kind' });
  const id = useId();
  return (
    <FormGroup role="radiogroup" fieldId={id} label={TEXT.kind} isStack>
      {sourceKinds.map((kind) => (
        <Radio key={kind} id={`${id}-${kind}`} name={id} label={TEXT.kinds[kind]} description={TEXT.kindHelp[kind]} isChecked={field.value === kind} onChange={() => field.onChange(kind)} onBlur={field.onBlur} />
      ))}
    </FormGroup>
  );
}

type TreeDialogProps = {
  /** The tree to replace; undefined to add one. */
  item: TreeItem | undefined;
  /** Distributions that have one already. */
  taken: ReadonlySet<TargetId>;
  onClose: () => void;
  onSaved: (target: TargetId) => void;
};

export function TreeDialog({ item, taken, onClose, onSaved }: TreeDialogProps) {
  const formId = useId();
  const [problem, setProblem] = useState<Problem>();
  const choices = item === undefined ? targetIds.filter((id) => !taken.has(id)) : [item.tree.target];
  const { control, handleSubmit, formState, setError } = useForm<Wanted>({
    resolver: zodResolver(Wanted),
    mode: 'onTouched',
    defaultValues: { target: choices[0] ?? 'centos9', arch: item?.tree.arch ?? 'x86_64', kind: item?.tree.source.kind ?? 'mirror', place: item === undefined ? '' : placeOf(item.tree.source) },
  });
  const kind = useWatch({ control, name: 'kind' });
  const save = async ({ target, arch, kind: wanted, place }: Wanted) => {
    const source = wanted === 'mirror' ? { kind: wanted, url: place } : { kind: wanted, path: place };
    const answer = await callApi({ method: 'PUT', path: apiPath(['trees', target]), body: { arch, source }, schema: Tree, ...(item === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: item.etag }) });
    if (answer.ok) {
      onSaved(target);
      return;
    }
    setProblem(placeAtFields(answer.problem, (path) => FIELDS[path], setError));
  };
  const buttons = (
    <>
      <Button type="submit" form={formId} isLoading={formState.isSubmitting} isDisabled={formState.isSubmitting}>{TEXT.save}</Button>
      <Button variant="link" onClick={onClose}>{DIALOG_TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={item === undefined ? TEXT.addTitle : TEXT.replaceTitle(targets[item.tree.target].label)} size="medium" onClose={onClose} buttons={buttons}>
      <Form id={formId} noValidate onSubmit={(event) => void handleSubmit(save)(event)}>
        <ProblemAlert title={TEXT.saveFailed} problem={problem} />
        {item === undefined && <SelectField control={control} name="target" label={TEXT.target} choices={choices.map((id) => ({ value: id, label: targets[id].label }))} />}
        <SelectField control={control} name="arch" label={TEXT.arch} help={TEXT.archHelp} choices={ARCHITECTURES} />
        <KindField control={control} />
        <TextField control={control} name="place" label={TEXT.places[kind]} help={TEXT.placeHelp[kind]} isRequired />
        <HelperText aria-live="polite" isLiveRegion>{formState.isSubmitting && <HelperTextItem>{TEXT.saving}</HelperTextItem>}</HelperText>
      </Form>
    </Dialog>
  );
}
