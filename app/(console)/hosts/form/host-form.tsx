// SPDX-License-Identifier: GPL-2.0-or-later
// The form of a host: new or changed, saved under the version it was read as, with the conflict shown when another one is stored.
'use client';
import { ActionGroup, Alert, Button, Form, List, ListItem } from '@patternfly/react-core';
import { type SubmitEvent, useState } from 'react';
import type { Host } from '#kickstart/profile/host.ts';
import type { Draft } from '../../../(wizard)/draft/draft.ts';
import { placeOf } from '../../../(wizard)/field/field-text.ts';
import { focusField } from '../../../(wizard)/field/place.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { LinkButton } from '#app/shell/link-button.tsx';
import { notify } from '../../notice/notices.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { hostDraft } from './host-draft.ts';
import { HostFormContexts, type HostFormState, useHostForm } from './host-form-state.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { Overrides } from './overrides.tsx';
import { OwnFields } from './own-fields.tsx';
import { idOf, readStored, saveHost } from './save-host.ts';
import { TEXT } from './text.ts';

export type StoredHost = { host: Host; etag: string | undefined };

const LABELS: ReadonlyMap<string, string> = new Map([['hostname', TEXT.hostname], ['macs', TEXT.macs], ['profile', TEXT.profile]]);

function Summary({ state }: { state: HostFormState }) {
  const problems = state.told.isTried ? state.wizard.shown : [];
  return (
    <div role="alert">
      {problems.length > 0 && (
        <Alert isInline variant="danger" component="h2" title={TEXT.summary(problems.length)}>
          <List>
            {problems.map(({ path, message }) => (
              <ListItem key={`${path} ${message}`}>
                <Button variant="link" isInline onClick={() => focusField(path)}>{LABELS.get(path.split('.')[0] ?? '') ?? placeOf(path)}</Button>: {message}
              </ListItem>
            ))}
          </List>
        </Alert>
      )}
    </div>
  );
}

type Conflict = { document: Draft; theirs: StoredHost | undefined };

/** The version that is saved over moves only with what this form saved or took over: never with what somebody else saved. */
function useSave(stored: StoredHost | undefined, state: HostFormState, onSaved: (id: string) => void) {
  const [version, setVersion] = useState(stored?.etag);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [conflict, setConflict] = useState<Conflict>();

  const refused = async (document: Draft, refusal: Problem) => {
    const now = refusal.status === 412 && stored !== undefined ? await readStored(idOf(document)) : undefined;
    if (now?.outcome === 'found' || now?.outcome === 'gone') setConflict({ document, theirs: now.outcome === 'found' ? now : undefined });
    else if (refusal.status === 412) state.refuse({ ...refusal, errors: [{ path: 'hostname', message: TEXT.exists }] });
    else if ((refusal.errors ?? []).length > 0) state.refuse(refusal);
    else setProblem(refusal);
  };
  const send = async (document: Draft, etag: string | undefined) => {
    setBusy(true);
    setProblem(undefined);
    const answer = await saveHost(document, etag);
    if (!answer.ok) await refused(document, answer.problem);
    setBusy(false);
    if (!answer.ok) return;
    const name = answer.data.hostname;
    notify(stored === undefined ? TEXT.created(name) : TEXT.saved(name));
    setVersion(answer.etag);
    state.restart(hostDraft(answer.data, ''));
    onSaved(idOf(document));
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const document = state.ready();
    if (document !== undefined) void send(document, version);
  };
  const takeTheirs = (theirs: StoredHost) => {
    setVersion(theirs.etag);
    setConflict(undefined);
    state.restart(hostDraft(theirs.host, ''));
  };
  return { isBusy, problem, conflict, setConflict, send, submit, takeTheirs };
}

type HostFormProps = {
  /** The host as it was read; undefined for a new one. */
  stored?: StoredHost;
  /** Chosen at first for a new host. */
  profile?: string;
  /** What is stored has changed, or another version of it is known now. */
  onSaved: (id: string) => void;
};

export function HostForm({ stored, profile = '', onSaved }: HostFormProps) {
  const [initial] = useState(() => hostDraft(stored?.host, profile));
  const state = useHostForm(initial, stored?.host.id);
  const { isBusy, problem, conflict, setConflict, send, submit, takeTheirs } = useSave(stored, state, onSaved);
  return (
    <HostFormContexts state={state}>
      <Form noValidate onSubmit={submit} onBlur={state.told.leave} className="bw-narrow">
        <Summary state={state} />
        <ProblemAlert title={TEXT.saveFailed} problem={problem} />
        <OwnFields />
        <ProblemAlert title={TEXT.profileFailed} problem={state.profileProblem} />
        <Overrides profile={state.profile} isLoading={state.isLoading} />
        <ActionGroup>
          <Button type="submit" isLoading={isBusy} isDisabled={isBusy}>{stored === undefined ? TEXT.create : TEXT.save}</Button>
          <LinkButton variant="link" href="/hosts">{TEXT.cancel}</LinkButton>
        </ActionGroup>
      </Form>
      <LeaveDialog isDirty={state.isDirty && !isBusy} />
      {conflict !== undefined && (
        <ConflictDialog
          yours={conflict.document}
          theirs={conflict.theirs?.host}
          onClose={() => setConflict(undefined)}
          onTakeTheirs={() => {
            if (conflict.theirs === undefined) return;
            takeTheirs(conflict.theirs);
            onSaved(conflict.theirs.host.id);
          }}
          onKeepYours={() => {
            setConflict(undefined);
            void send(conflict.document, conflict.theirs?.etag);
          }}
        />
      )}
    </HostFormContexts>
  );
}
