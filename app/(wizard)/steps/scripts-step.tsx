// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `scripts`: the admin's own sections, with a warning for every line that an upgrade loses.
'use client';
import { Alert, Button, Content, FormSection, List, ListItem, Title } from '@patternfly/react-core';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import { sliceSchemas } from '#kickstart/profile/profile.ts';
import { Script } from '#kickstart/profile/scripts.ts';
import { scriptSurvival } from '#kickstart/profile/survival.ts';
import { useWizard } from '../draft/context.tsx';
import { CheckField, SelectField } from '../field/choice-field.tsx';
import { TextField } from '../field/text-field.tsx';
import { listOf, useReplace, useSeen } from '../field/value.ts';
import { WORDS } from '../scripts/words.ts';
import { Area } from './extra-step.tsx';

/** What becomes of what the script writes, as far as the other slices are known. */
function Survival({ index }: { index: number }) {
  const { document } = useWizard();
  const script = Script.safeParse(listOf(document['scripts'])[index]);
  const storage = sliceSchemas.storage.safeParse(document['storage']);
  const layout = sliceSchemas.layout.safeParse(document['layout']);
  const findings = script.success && storage.success && layout.success ? scriptSurvival(script.data, { storage: storage.data, layout: layout.data }) : [];
  return (
    <div role="status">
      {findings.length > 0 && (
        <Alert isInline variant="warning" title={WORDS.survives} component="h5">
          <List>{findings.map((finding) => <ListItem key={`${finding.line} ${finding.path}`}>{finding.message}</ListItem>)}</List>
        </Alert>
      )}
    </div>
  );
}

function ScriptItem({ index, onRemove, onUp }: { index: number; onRemove: () => void; onUp: (() => void) | undefined }) {
  const replace = useReplace();
  const section = useSeen(`scripts.${index}.section`);
  return (
    <section className="bw-item" aria-label={`${WORDS.script} ${index + 1}`}>
      <div className="bw-item__head">
        <Title headingLevel="h4" size="md">{WORDS.script} {index + 1}</Title>
        <span>
          {onUp !== undefined && <Button variant="link" size="sm" onClick={onUp} aria-label={`${WORDS.up}: ${WORDS.script} ${index + 1}`}>{WORDS.up}</Button>}
          <Button variant="link" size="sm" isDanger onClick={onRemove} aria-label={`${WORDS.remove}: ${WORDS.script} ${index + 1}`}>{WORDS.remove}</Button>
        </span>
      </div>
      <SelectField
        name={`scripts.${index}.section`}
        choices={WORDS.sections}
        onChoose={(next) => {
          replace(`scripts.${index}.section`, next);
          if (next !== 'post') replace(`scripts.${index}.nochroot`, false);
        }}
      />
      <Area name={`scripts.${index}.body`} rows={6} />
      <Survival index={index} />
      <CheckField name={`scripts.${index}.erroronfail`} />
      {section === 'post' && <CheckField name={`scripts.${index}.nochroot`} />}
      <div className="bw-pair">
        <TextField name={`scripts.${index}.interpreter`} isOptional />
        <TextField name={`scripts.${index}.log`} isOptional />
      </div>
    </section>
  );
}

export function ScriptsStep() {
  const replace = useReplace();
  const scripts = listOf(useSeen('scripts'));
  const moved = (index: number) => scripts.map((script, at) => (at === index - 1 ? scripts[index] : at === index ? scripts[index - 1] : script));
  return (
    <FormSection title={WORDS.title} titleElement="h3" data-field="scripts">
      {scripts.length === 0 && <Content component="p">{WORDS.none}</Content>}
      {scripts.map((_script, index) => (
        <ScriptItem
          key={index}
          index={index}
          onRemove={() => replace('scripts', scripts.filter((_one, at) => at !== index))}
          onUp={index === 0 ? undefined : () => replace('scripts', moved(index))}
        />
      ))}
      <div>
        <Button variant="secondary" icon={<PlusCircleIcon />} onClick={() => replace('scripts', [...scripts, { section: 'post', body: '', erroronfail: true, nochroot: false }])}>{WORDS.add}</Button>
      </div>
    </FormSection>
  );
}
