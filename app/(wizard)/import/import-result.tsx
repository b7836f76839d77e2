// SPDX-License-Identifier: GPL-2.0-or-later
// What an import made of each line: understood, kept as it is, or left out with the reason.
'use client';
import { Button, Checkbox, Content, Label, Title } from '@patternfly/react-core';
import { useState } from 'react';
import type { Imported as Result, Outcome } from '#kickstart/import/import.ts';
import { WORDS } from './words.ts';

export type Imported = Extract<Result, { profile: unknown }>;

const colors = { understood: 'green', kept: 'blue', refused: 'red' } as const;

export function ImportResult({ imported, onGoOn, onAgain }: { imported: Imported; onGoOn: () => void; onAgain: () => void }) {
  const [isShort, setShort] = useState(false);
  const count = (outcome: Outcome) => imported.lines.filter((line) => line.outcome === outcome).length;
  const lines = imported.lines.filter((line) => !isShort || line.outcome !== 'understood');
  return (
    <div className="bw-import">
      <Title headingLevel="h2" size="lg">{WORDS.result}</Title>
      <Content component="p" role="status">{WORDS.counts(count('understood'), count('kept'), count('refused'))}</Content>
      <Content component="p">{imported.target.reason}</Content>
      {imported.problems.length > 0 && <Content component="p">{WORDS.problems(imported.problems.length)}</Content>}
      <div className="bw-row">
        <Button variant="primary" onClick={onGoOn}>{WORDS.goOn}</Button>
        <Button variant="secondary" onClick={onAgain}>{WORDS.again}</Button>
      </div>
      <Checkbox id="import-short" label={WORDS.only} isChecked={isShort} onChange={(_event, checked) => setShort(checked)} />
      <table className="bw-table bw-table--import" aria-label={WORDS.result}>
        <thead><tr><th scope="col">{WORDS.line}</th><th scope="col">{WORDS.outcome}</th><th scope="col">{WORDS.text}</th><th scope="col">{WORDS.reason}</th></tr></thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.line}>
              <td>{line.line}</td>
              <td><Label isCompact color={colors[line.outcome]}>{WORDS.outcomes[line.outcome]}</Label></td>
              <td><code>{line.text}</code></td>
              <td>{line.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
