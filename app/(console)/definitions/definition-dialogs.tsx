// SPDX-License-Identifier: GPL-2.0-or-later
// Asks before an image definition is deleted.
'use client';
import { Content } from '@patternfly/react-core';
import { z } from 'zod';
import { apiPath, callApi } from '../../api-client.ts';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { focusContent } from '../dialog/dialog.tsx';
import { notify } from '../notice/notices.ts';
import { TEXT } from './text.ts';

export type Named = { id: string; title: string; etag: string };

export function DeleteDialog({ definition: { id, title, etag }, onClose, onDeleted }: { definition: Named; onClose: () => void; onDeleted: () => void }) {
  const done = () => {
    notify(TEXT.deleteDone(title));
    onClose();
    onDeleted();
    focusContent();
  };
  return (
    <ConfirmDialog
      title={TEXT.deleteTitle(title)}
      confirm={TEXT.deleteSubmit}
      refused={TEXT.deleteFailed}
      act={() => callApi({ method: 'DELETE', path: apiPath(['definitions', id]), ifMatch: etag, schema: z.undefined() })}
      onDone={done}
      onClose={onClose}
    >
      <Content component="p">{TEXT.deleteText}</Content>
    </ConfirmDialog>
  );
}
