// SPDX-License-Identifier: GPL-2.0-or-later
// Asks before a job is cancelled.
'use client';
import { Content } from '@patternfly/react-core';
import { z } from 'zod';
import type { JobView } from '#kickstart/catalogue/job.ts';
import { apiPath, callApi } from '../../api-client.ts';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { notify } from '../notice/notices.ts';
import { TEXT } from './text.ts';

export function CancelDialog({ job, onClose, onDone }: { job: JobView; onClose: () => void; onDone?: () => void }) {
  const done = () => {
    notify(TEXT.cancelDone(job.title));
    onClose();
    onDone?.();
  };
  return (
    <ConfirmDialog
      title={TEXT.cancelTitle(job.title)} confirm={TEXT.cancelSubmit} refused={TEXT.cancelFailed}
      act={() => callApi({ method: 'POST', path: apiPath(['jobs', job.id, 'cancel']), schema: z.unknown() })} onDone={done} onClose={onClose}
    >
      <Content component="p">{TEXT.cancelText}</Content>
    </ConfirmDialog>
  );
}
