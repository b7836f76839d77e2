// SPDX-License-Identifier: GPL-2.0-or-later
// Import of a kickstart: text in, line by line what became of it, then on into the wizard.
'use client';
import { Alert, Button, Form, FormGroup, FormSelect, FormSelectOption, PageSection, TextArea } from '@patternfly/react-core';
import { useRef, useState } from 'react';
import { PageHeader } from '#app/shell/page-header.tsx';
import { TargetId, targetIds, targets } from '#kickstart/profile/targets.ts';
import type { Draft } from '../draft/draft.ts';
import { type Imported, ImportResult } from './import-result.tsx';
import { WORDS } from './words.ts';

const LARGEST = 1024 * 1024;

function useImport() {
  const [isBusy, setBusy] = useState(false);
  const [imported, setImported] = useState<Imported>();
  const [failure, setFailure] = useState<string>();
  const run = async (text: string, target: TargetId | undefined) => {
    setFailure(text.trim() === '' ? WORDS.empty : undefined);
    if (text.trim() === '') return;
    setBusy(true);
    try {
      // Only who imports loads the reader.
      const { importKickstart } = await import('#kickstart/import/import.ts');
      const result = importKickstart(text, target);
      if (result.outcome === 'refused') setFailure(result.reason);
      else setImported(result);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return { isBusy, imported, failure, run, setFailure, clear: () => setImported(undefined) };
}

export function ImportScreen({ onImported }: { onImported: (profile: Draft) => void }) {
  const [text, setText] = useState('');
  const [target, setTarget] = useState<TargetId>();
  const { isBusy, imported, failure, run, setFailure, clear } = useImport();
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > LARGEST) setFailure(WORDS.tooLarge);
    else setText(await file.text());
  };
  return (
    <>
      <PageHeader title={WORDS.title} description={WORDS.intro} trail={[{ href: '/profiles', label: WORDS.profiles }]} />
      <PageSection>
        {imported !== undefined ? <ImportResult imported={imported} onGoOn={() => onImported(imported.profile)} onAgain={clear} /> : (
          <Form className="bw-import" onSubmit={(event) => event.preventDefault()}>
            <div role="alert">{failure !== undefined && <Alert isInline variant="danger" title={WORDS.failed} component="h2"><p>{failure}</p></Alert>}</div>
            <FormGroup fieldId="import-target" label={WORDS.target}>
              <FormSelect id="import-target" value={target ?? ''} onChange={(_event, value) => setTarget(TargetId.safeParse(value).data)}>
                <FormSelectOption value="" label={WORDS.findOut} />
                {targetIds.map((id) => <FormSelectOption key={id} value={id} label={targets[id].label} />)}
              </FormSelect>
            </FormGroup>
            <FormGroup fieldId="import-text" label={WORDS.text}>
              <div
                onDragOver={(event) => event.preventDefault()}
                onDrop={(event) => {
                  event.preventDefault();
                  void take(event.dataTransfer.files[0]);
                }}
              >
                <TextArea id="import-text" className="bw-mono" rows={18} value={text} onChange={(_event, typed) => setText(typed)} spellCheck={false} resizeOrientation="vertical" />
              </div>
            </FormGroup>
            <div className="bw-row">
              <Button variant="primary" isLoading={isBusy} onClick={() => void run(text, target)}>{isBusy ? WORDS.reading : WORDS.read}</Button>
              <Button variant="secondary" onClick={() => input.current?.click()}>{WORDS.file}</Button>
              <input ref={input} type="file" hidden aria-label={WORDS.file} onChange={(event) => void take(event.target.files?.[0])} />
            </div>
          </Form>
        )}
      </PageSection>
    </>
  );
}
