// SPDX-License-Identifier: GPL-2.0-or-later
// Every field that says something, grouped by step, with a way back to each step. The list follows the table of fields, so a new field appears by itself.
'use client';
import { Button, Title } from '@patternfly/react-core';
import { inWords } from '../draft/differences.ts';
import { useWizard } from '../draft/context.tsx';
import { type Draft, isObject, valueAt } from '../draft/draft.ts';
import { fieldTexts, placeOf, unitOf } from '../field/field-text.ts';
import { stepOf, steps } from '../frame/steps.ts';
import { readable } from '../storage/picture-model.ts';
import { choiceLabel } from './choice-label.ts';
import { WORDS } from './words.ts';

const names = Object.keys(fieldTexts).filter((name) => !name.includes('*'));

type Row = { name: string; label: string; values: string[] };

/** What a field says; lists of objects one line each. Objects are told by their own fields. */
function valuesOf(value: unknown, name: string): string[] {
  if (Array.isArray(value) && value.some(isObject)) return value.map((item: unknown) => inWords([item]));
  if (isObject(value)) return [];
  if (typeof value === 'number') return [unitOf(name) === 'MiB' ? readable(value) : `${value} ${unitOf(name)}`.trim()];
  const choice = typeof value === 'string' ? choiceLabel(name, value) : undefined;
  const text = choice ?? inWords(value, name.slice(name.lastIndexOf('.') + 1));
  return text === '–' || value === false ? [] : [text];
}

function rowsOf(document: Draft, step: string): Row[] {
  return names.filter((name) => stepOf(name) === step)
    .map((name) => ({ name, label: placeOf(name), values: valuesOf(valueAt(document, name), name) }))
    .filter((row) => row.values.length > 0);
}

export function ReviewGroups() {
  const { document, goTo } = useWizard();
  return steps.filter((step) => step.id !== 'review').map((step) => {
    const rows = rowsOf(document, step.id);
    return (
      <section key={step.id} className="bw-review" aria-label={step.name}>
        <div className="bw-item__head">
          <Title headingLevel="h3" size="md">{step.name}</Title>
          <Button variant="link" isInline onClick={() => goTo(step.id)} aria-label={`${WORDS.edit}: ${step.name}`}>{WORDS.edit}</Button>
        </div>
        {rows.length > 0 && (
          <dl className="bw-facts">
            {rows.map((row) => (
              <div key={row.name}>
                <dt>{row.label}</dt>
                <dd>{row.values.map((value, index) => <div key={index}>{value}</div>)}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
    );
  });
}
