// SPDX-License-Identifier: GPL-2.0-or-later
// The dialogs of a host, or of several that were selected: arm, disarm, delete.
'use client';
import { Content, List, ListItem } from '@patternfly/react-core';
import { z } from 'zod';
import { type Answer, apiPath, callApi } from '../../api-client.ts';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { focusContent } from '../dialog/dialog.tsx';
import { notify } from '../notice/notices.ts';
import { ArmDialog } from './arming/arm-dialog.tsx';
import { TEXT } from './text.ts';

/** What the dialogs need to know of a host. */
export type Named = { id: string; hostname: string; state: string; etag: string };
export type Asked = { what: 'arm' | 'disarm'; hosts: readonly Named[] } | { what: 'delete'; host: Named };

type DialogProps = { onClose: () => void; /** Hosts were armed, disarmed or deleted. */ onChanged: (what: Asked['what']) => void };

/** One after the other; the first refusal ends it. Those before it are disarmed, and disarming them again changes nothing. */
async function disarmAll(hosts: readonly Named[]): Promise<Answer<unknown>> {
  for (const { id } of hosts) {
    const answer = await callApi({ method: 'POST', path: apiPath(['hosts', id, 'disarm']), schema: z.unknown() });
    if (!answer.ok && answer.problem.status !== 404) return answer;
  }
  return { ok: true, data: undefined, etag: undefined };
}

function DisarmDialog({ hosts, onClose, onChanged }: DialogProps & { hosts: readonly Named[] }) {
  const hostnames = hosts.map(({ hostname }) => hostname);
  const done = () => {
    notify(TEXT.disarmDone(hostnames));
    onClose();
    onChanged('disarm');
  };
  return (
    <ConfirmDialog
      title={TEXT.disarmTitle(hostnames)} confirm={TEXT.disarmSubmit(hosts.length)} refused={TEXT.disarmFailed(hosts.length)} act={() => disarmAll(hosts)} onDone={done} onClose={onClose}
    >
      <Content component="p">{TEXT.disarmText}</Content>
      {hosts.some(({ state }) => state === 'installing') && <Content component="p">{TEXT.disarmInstalling}</Content>}
      {hosts.length > 1 && <List>{hosts.map(({ id, hostname }) => <ListItem key={id}>{hostname}</ListItem>)}</List>}
    </ConfirmDialog>
  );
}

function DeleteDialog({ host: { id, hostname, etag, state }, onClose, onChanged }: DialogProps & { host: Named }) {
  const done = () => {
    notify(TEXT.deleteDone(hostname));
    onClose();
    onChanged('delete');
    focusContent();
  };
  return (
    <ConfirmDialog
      title={TEXT.deleteTitle(hostname)}
      confirm={TEXT.deleteSubmit}
      refused={TEXT.deleteFailed}
      act={() => callApi({ method: 'DELETE', path: apiPath(['hosts', id]), ifMatch: etag, schema: z.undefined() })}
      onDone={done}
      onClose={onClose}
    >
      <Content component="p">{TEXT.deleteText}{state === 'armed' && ` ${TEXT.deleteArmed}`}{state === 'installing' && ` ${TEXT.deleteInstalling}`}</Content>
    </ConfirmDialog>
  );
}

export function HostDialogs({ asked, onClose, onChanged }: DialogProps & { asked: Asked }) {
  switch (asked.what) {
    case 'delete': return <DeleteDialog host={asked.host} onClose={onClose} onChanged={onChanged} />;
    case 'disarm': return <DisarmDialog hosts={asked.hosts} onClose={onClose} onChanged={onChanged} />;
    case 'arm': return <ArmDialog hosts={asked.hosts} onClose={onClose} onArmed={() => onChanged('arm')} />;
  }
}
