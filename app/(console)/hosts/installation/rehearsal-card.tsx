// SPDX-License-Identifier: GPL-2.0-or-later
// A rehearsal: what the machine shows, how long it waits, and the decision.
'use client';
import { Alert, Button, Content, Flex, FlexItem, Stack, StackItem } from '@patternfly/react-core';
import { useState } from 'react';
import { z } from 'zod';
import { DECISION_MS } from '#kickstart/lifecycle/stages.ts';
import { apiPath, callApi } from '../../../api-client.ts';
import { useSession } from '../../../session/session-context.tsx';
import { ConfirmDialog } from '../../dialog/confirm-dialog.tsx';
import { timeLeft, useNow } from '../../list/time.ts';
import { notify } from '../../notice/notices.ts';
import { RoleNote } from '../../role-note.tsx';
import type { Installation, InstallationView } from './answers.ts';
import { MachineFacts, newest } from './details.ts';
import { DiskList } from './disk-list.tsx';
import { FactCard } from './facts.tsx';
import { momentText } from './moment.tsx';
import { TEXT } from './outcome-text.ts';
import { awaitsDecision } from './stage-rows.ts';
import { visibleText } from './visible-text.ts';

type Host = { id: string; hostname: string };
type Decision = 'approve' | 'refuse';

const LIST = new Intl.ListFormat('en', { type: 'conjunction' });

function DecisionDialog({ decision, host, facts, onClose, onDecided }: { decision: Decision; host: Host; facts: MachineFacts | undefined; onClose: () => void; onDecided: () => void }) {
  const targets = (facts?.target ?? []).map(visibleText);
  const done = () => {
    notify(TEXT[`${decision}Done`](host.hostname));
    onClose();
    onDecided();
  };
  return (
    <ConfirmDialog
      title={TEXT[`${decision}Title`](host.hostname)}
      confirm={TEXT[`${decision}Submit`]}
      refused={TEXT[`${decision}Failed`]}
      act={() => callApi({ method: 'POST', path: apiPath(['hosts', host.id, decision]), schema: z.unknown() })}
      onDone={done}
      onClose={onClose}
    >
      <Content component="p">{decision === 'refuse' ? TEXT.refuseText : TEXT.approveText(targets.length === 0 ? TEXT.theDisk : LIST.format(targets), host.hostname)}</Content>
    </ConfirmDialog>
  );
}

function Question({ host, installation, facts, onDecided }: { host: Host; installation: Installation; facts: MachineFacts | undefined; onDecided: () => void }) {
  const mayDecide = useSession().may('operator');
  const [asked, ask] = useState<Decision>();
  const now = useNow();
  const end = installation.stageAt + DECISION_MS;
  return (
    <Stack hasGutter>
      <StackItem>
        <Content component="p">{TEXT.rehearsalText(host.hostname)}</Content>
        <Content component="p">{now < end ? TEXT.rehearsalLeft(timeLeft(end, now), momentText(end)) : TEXT.rehearsalOver}</Content>
      </StackItem>
      {facts === undefined || (facts.disks ?? []).length === 0
        ? <StackItem><Alert isInline isPlain variant="warning" title={TEXT.noFacts} component="p" /></StackItem>
        : <StackItem><DiskList facts={facts} isOver={false} /></StackItem>}
      {facts !== undefined && (facts.target ?? []).length === 0 && <StackItem><Alert isInline isPlain variant="warning" title={TEXT.noTarget} component="p" /></StackItem>}
      {now < end && mayDecide && (
        <StackItem>
          <Flex gap={{ default: 'gapSm' }}>
            <FlexItem><Button variant="danger" onClick={() => ask('approve')}>{TEXT.approve}</Button></FlexItem>
            <FlexItem><Button variant="secondary" onClick={() => ask('refuse')}>{TEXT.refuse}</Button></FlexItem>
          </Flex>
        </StackItem>
      )}
      {!mayDecide && <StackItem><RoleNote needed="operator" what={TEXT.decideRole} /></StackItem>}
      {asked !== undefined && <DecisionDialog decision={asked} host={host} facts={facts} onClose={() => ask(undefined)} onDecided={onDecided} />}
    </Stack>
  );
}

/** What was decided, by whom. */
function Decided({ events }: Pick<InstallationView, 'events'>) {
  const event = events.findLast(({ kind }) => kind === 'approved' || kind === 'refused');
  if (event === undefined) return null;
  const words = event.kind === 'approved' ? TEXT.approvedBy : TEXT.refusedBy;
  return <Alert isInline variant="info" title={words(event.actor ?? TEXT.theServer, momentText(event.at))} component="h2" />;
}

export function RehearsalCard({ host, view, installation, onDecided }: { host: Host; view: InstallationView; installation: Installation; onDecided: () => void }) {
  if (!installation.isRehearsal) return null;
  if (installation.state === 'armed') return <Alert isInline variant="info" title={TEXT.isRehearsal} component="h2" />;
  if (!awaitsDecision(installation)) return <Decided events={view.events} />;
  const facts = newest(view.events, ['waiting', 'started'], MachineFacts)?.detail;
  return <FactCard id="rehearsal" title={TEXT.rehearsal}><Question host={host} installation={installation} facts={facts} onDecided={onDecided} /></FactCard>;
}
