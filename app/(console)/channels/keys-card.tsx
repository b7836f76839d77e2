// SPDX-License-Identifier: GPL-2.0-or-later
// The keys whose signatures count, and whether something unsigned may be published.
'use client';
import { Button, Card, CardBody, CardHeader, CardTitle, Content, Switch } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { z } from 'zod';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import type { Problem } from '../../problem.ts';
import { useSession } from '../../session/session-context.tsx';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { focusContent } from '../dialog/dialog.tsx';
import { Ago } from '../list/ago.tsx';
import { Instant } from '../list/page-of.ts';
import { useAnswer } from '../list/use-answer.ts';
import { notify } from '../notice/notices.ts';
import { PasteDialog } from './paste-dialog.tsx';
import { TEXT } from './signing-text.ts';

const Key = z.object({ id: z.string(), kind: z.enum(['minisign', 'openpgp']), title: z.string(), addedAt: Instant });
type Key = z.infer<typeof Key>;
const Keys = z.object({ items: z.array(Key), isSignedOnly: z.boolean() });
const C = TEXT.columns;

function KeyTable({ items, onRemove }: { items: readonly Key[]; onRemove: (key: Key) => void }) {
  const mayEdit = useSession().may('admin');
  return (
    <Table aria-labelledby="keys" variant="compact">
      <Thead><Tr><Th>{C.title}</Th><Th>{C.kind}</Th><Th>{C.added}</Th>{mayEdit && <Th screenReaderText={C.actions} />}</Tr></Thead>
      <Tbody>
        {items.map((key) => (
          <Tr key={key.id}>
            <Td dataLabel={C.title}><span className="bw-reported">{key.title || TEXT.untitled}</span><div className="bw-sub"><code className="bw-wrap">{key.id}</code></div></Td>
            <Td dataLabel={C.kind}>{TEXT.kinds[key.kind]}</Td>
            <Td dataLabel={C.added}><Ago at={key.addedAt} /></Td>
            {mayEdit && <Td modifier="fitContent" dataLabel={C.actions}><Button variant="secondary" size="sm" isDanger aria-label={`${TEXT.remove}: ${key.id}`} onClick={() => onRemove(key)}>{TEXT.remove}</Button></Td>}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function PolicySwitch({ isOn, onChanged }: { isOn: boolean; onChanged: () => void }) {
  const mayEdit = useSession().may('admin');
  const [problem, setProblem] = useState<Problem>();
  const set = async (isSignedOnly: boolean) => {
    const answer = await callApi({ method: 'PUT', path: apiPath(['signing-policy']), body: { isSignedOnly }, schema: z.unknown() });
    setProblem(answer.ok ? undefined : answer.problem);
    if (!answer.ok) return;
    notify(isSignedOnly ? TEXT.policyOn : TEXT.policyOff);
    onChanged();
  };
  return (
    <div>
      <ProblemAlert title={TEXT.policyFailed} problem={problem} />
      <Switch id="signed-only" label={TEXT.policy} isChecked={isOn} isDisabled={!mayEdit} onChange={(_event, checked) => void set(checked)} aria-describedby="signed-only-help" />
      <p id="signed-only-help" className="bw-sub">{TEXT.policyHelp}</p>
    </div>
  );
}

/** @param onPolicy is told when the policy has changed. */
export function KeysCard({ onPolicy }: { onPolicy: () => void }) {
  const mayEdit = useSession().may('admin');
  const { answer, reload } = useAnswer(apiPath(['keys']), Keys);
  const [isAdding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<Key>();
  const keys = answer?.ok === true ? answer.data : undefined;
  return (
    <Card isCompact component="section" aria-labelledby="keys">
      <CardHeader actions={{ actions: mayEdit && <Button variant="secondary" onClick={() => setAdding(true)}>{TEXT.add}</Button>, hasNoOffset: true }}>
        <CardTitle component="h2" id="keys">{TEXT.keys}</CardTitle>
      </CardHeader>
      <CardBody>
        <div className="bw-stack">
          <Content component="p">{TEXT.keysText}</Content>
          <ProblemAlert title={TEXT.failed} problem={answer?.ok === false ? answer.problem : undefined} />
          {keys?.items.length === 0 && <Content component="p">{TEXT.none}</Content>}
          {keys !== undefined && keys.items.length > 0 && <KeyTable items={keys.items} onRemove={setRemoved} />}
          {keys !== undefined && (
            <PolicySwitch
              isOn={keys.isSignedOnly}
              onChanged={() => {
                reload();
                onPolicy();
              }}
            />
          )}
        </div>
      </CardBody>
      {isAdding && (
        <PasteDialog
          title={TEXT.addTitle} text={TEXT.addText} label={TEXT.addLabel} help={TEXT.addHelp} submit={TEXT.addSubmit} failed={TEXT.addFailed}
          send={(text) => callApi({ method: 'POST', path: apiPath(['keys']), body: text, contentType: 'text/plain', schema: z.unknown() })}
          onClose={() => setAdding(false)}
          onDone={() => {
            notify(TEXT.added);
            setAdding(false);
            reload();
          }}
        />
      )}
      {removed !== undefined && (
        <ConfirmDialog
          title={TEXT.removeTitle(removed.id)} confirm={TEXT.removeSubmit} refused={TEXT.removeFailed}
          act={() => callApi({ method: 'DELETE', path: apiPath(['keys', removed.id]), schema: z.undefined() })}
          onClose={() => setRemoved(undefined)}
          onDone={() => {
            notify(TEXT.removed(removed.id));
            setRemoved(undefined);
            reload();
            focusContent();
          }}
        >
          <Content component="p">{TEXT.removeText}</Content>
        </ConfirmDialog>
      )}
    </Card>
  );
}
