// SPDX-License-Identifier: GPL-2.0-or-later
// The dialogs of a host: arm, disarm, delete.
'use client';
import { Content } from '@patternfly/react-core';
import { z } from 'zod';
import { apiPath, callApi } from '../../api-client.ts';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { focusContent } from '../dialog/dialog.tsx';
import { notify } from '../notice/notices.ts';
import { ArmDialog } from './arm-dialog.tsx';
import { TEXT } from './text.ts';

/** What the dialogs need to know of a host. */
export type Named = { id: string; hostname: string; state: string; etag: string };
export type Asked = { what: 'arm' | 'disarm' | 'delete'; host: Named };

type HostDialogsProps = { asked: Asked; onClose: () => void; /** The host was armed, disarmed or deleted. */ onChanged: (asked: Asked) => void };

function DisarmDialog({ asked, onClose, onChanged }: HostDialogsProps) {
  const { id, hostname } = asked.host;
  const done = () => {
    notify(TEXT.disarmDone(hostname));
    onClose();
    onChanged(asked);
  };
  return (
    <ConfirmDialog
      title={TEXT.disarmTitle(hostname)}
      confirm={TEXT.disarmSubmit}
      refused={TEXT.disarmFailed}
      act={() => callApi({ method: 'POST', path: apiPath(['hosts', id, 'disarm']), schema: z.unknown() })}
      onDone={done}
      onClose={onClose}
    >
      <Content component="p">{TEXT.disarmText}</Content>
    </ConfirmDialog>
  );
}

function DeleteDialog({ asked, onClose, onChanged }: HostDialogsProps) {
  const { id, hostname, etag, state } = asked.host;
  const done = () => {
    notify(TEXT.deleteDone(hostname));
    onClose();
    onChanged(asked);
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
      <Content component="p">{TEXT.deleteText}{state === 'armed' && ` ${TEXT.deleteArmed}`}</Content>
    </ConfirmDialog>
  );
}

export function HostDialogs(props: HostDialogsProps) {
  const { asked, onClose, onChanged } = props;
  switch (asked.what) {
    case 'delete': return <DeleteDialog {...props} />;
    case 'disarm': return <DisarmDialog {...props} />;
    case 'arm': return <ArmDialog host={asked.host} onClose={onClose} onArmed={() => onChanged(asked)} />;
  }
}
