// SPDX-License-Identifier: GPL-2.0-or-later
// Imports hosts from CSV: read, check every row, then write all of them or none.
'use client';
import { ActionGroup, Button, Form, PageSection, Stack, StackItem } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useState } from 'react';
import { type Answer, apiPath, callApi } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { useSession } from '../../../session/session-context.tsx';
import { PageHeader } from '../../../shell/page-header.tsx';
import { toCsv } from '../../file/csv.ts';
import { saveFile } from '../../file/save-file.ts';
import { LinkButton } from '#app/shell/link-button.tsx';
import { notify } from '../../notice/notices.ts';
import { RoleNote } from '../../role-note.tsx';
import { TEXT as HOSTS_TEXT } from '../text.ts';
import { CSV_FIELD_ID, CsvField } from './csv-field.tsx';
import { ImportAnswer } from './import-answer.ts';
import { ImportRows } from './import-rows.tsx';
import { SAMPLE, TEXT } from './text.ts';

function send(text: string, dryRun: boolean): Promise<Answer<ImportAnswer>> {
  const path = apiPath(['hosts', 'import'], { dryRun: dryRun ? 1 : undefined });
  return callApi({ method: 'POST', path, body: text, contentType: 'text/csv', schema: ImportAnswer });
}

/** A refused import carries the rows too: the hosts may have changed since the check. */
function rowsOf(answer: Answer<ImportAnswer>): ImportAnswer | undefined {
  if (answer.ok) return answer.data;
  const inProblem = ImportAnswer.safeParse(answer.problem);
  return inProblem.success ? inProblem.data : undefined;
}

function SampleButton() {
  return <Button variant="link" onClick={() => saveFile('hosts-sample.csv', toCsv(SAMPLE), 'text/csv')}>{TEXT.sample}</Button>;
}

function useImport() {
  const router = useRouter();
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState<'check' | 'import'>();
  const [checked, setChecked] = useState<Answer<ImportAnswer>>();
  const [imported, setImported] = useState<Answer<ImportAnswer>>();
  const change = (next: string) => {
    setText(next);
    setChecked(undefined);
    setImported(undefined);
  };
  const check = async (event: SubmitEvent) => {
    event.preventDefault();
    setError(text.trim() === '' ? TEXT.missing : undefined);
    if (text.trim() === '') {
      document.getElementById(CSV_FIELD_ID)?.focus();
      return;
    }
    setBusy('check');
    setImported(undefined);
    setChecked(await send(text, true));
    setBusy(undefined);
  };
  const write = async () => {
    setBusy('import');
    const answer = await send(text, false);
    setBusy(undefined);
    setImported(answer);
    if (!answer.ok) return;
    notify(TEXT.importDone(answer.data.created, answer.data.updated));
    router.push('/hosts');
  };
  return { text, change, error, setError, busy, checked, imported, check, write };
}

function ImportForm() {
  const { text, change, error, setError, busy, checked, imported, check, write } = useImport();
  const answer = (imported && rowsOf(imported)) ?? (checked && rowsOf(checked));
  const count = answer === undefined ? 0 : answer.created + answer.updated;
  const isClean = answer?.refused === 0;
  const mayWrite = isClean && count > 0;
  return (
    <Stack hasGutter>
      <StackItem>
        <Form noValidate onSubmit={(event) => void check(event)}>
          <CsvField text={text} onChange={change} error={error} onError={setError} />
          <ActionGroup>
            <Button type="submit" variant={mayWrite ? 'secondary' : 'primary'} isLoading={busy === 'check'} isDisabled={busy !== undefined}>{TEXT.check}</Button>
            <SampleButton />
            <LinkButton href="/hosts" variant="link">{TEXT.cancel}</LinkButton>
          </ActionGroup>
        </Form>
      </StackItem>
      {checked?.ok === false && answer === undefined && <StackItem><ProblemAlert title={TEXT.checkFailed} problem={checked.problem} /></StackItem>}
      {imported?.ok === false && <StackItem><ProblemAlert title={TEXT.importFailed} problem={{ ...imported.problem, errors: undefined }} /></StackItem>}
      {answer !== undefined && <StackItem><ImportRows answer={answer} /></StackItem>}
      {isClean && count === 0 && <StackItem><p>{TEXT.nothing}</p></StackItem>}
      {mayWrite && (
        <StackItem><Button isLoading={busy === 'import'} isDisabled={busy !== undefined} onClick={() => void write()}>{TEXT.import(count)}</Button></StackItem>
      )}
    </Stack>
  );
}

export function HostImport() {
  const mayImport = useSession().may('admin');
  return (
    <>
      <PageHeader title={TEXT.title} description={TEXT.description} trail={[{ href: '/hosts', label: HOSTS_TEXT.title }]} />
      <PageSection>{mayImport ? <ImportForm /> : <RoleNote needed="admin" what={TEXT.notAllowed} />}</PageSection>
    </>
  );
}
