// SPDX-License-Identifier: GPL-2.0-or-later
// Asks before a recipe is deleted.
'use client';
import { Content } from '@patternfly/react-core';
import { z } from 'zod';
import { apiPath, callApi } from '../../api-client.ts';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { focusContent } from '../dialog/dialog.tsx';
import { notify } from '../notice/notices.ts';
import { TEXT } from './text.ts';

type DeleteDialogProps = { recipe: { id: string; title: string; etag: string }; onClose: () => void; onDeleted: () => void };

export function DeleteDialog({ recipe: { id, title, etag }, onClose, onDeleted }: DeleteDialogProps) {
  const done = () => {
    notify(TEXT.deleteDone(title));
    onClose();
    onDeleted();
    focusContent();
  };
  const act = () => callApi({ method: 'DELETE', path: apiPath(['recipes', id]), ifMatch: etag, schema: z.undefined() });
  return (
    <ConfirmDialog title={TEXT.deleteTitle(title)} confirm={TEXT.deleteSubmit} refused={TEXT.deleteFailed} act={act} onDone={done} onClose={onClose}>
      <Content component="p">{TEXT.deleteText}</Content>
    </ConfirmDialog>
  );
}
