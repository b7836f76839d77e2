// SPDX-License-Identifier: GPL-2.0-or-later
// The dialogs of a profile: clone and delete.
'use client';
import { Content } from '@patternfly/react-core';
import Link from 'next/link';
import { z } from 'zod';
import { apiPath, callApi } from '../../api-client.ts';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { focusContent } from '../dialog/dialog.tsx';
import { notify } from '../notice/notices.ts';
import { CloneDialog } from './clone-dialog.tsx';
import { TEXT } from './text.ts';

/** What the dialogs need to know of a profile. */
export type Named = { id: string; title: string; etag: string };
export type Asked = { what: 'clone' | 'delete'; profile: Named };

type ProfileDialogsProps = {
  asked: Asked;
  onClose: () => void;
  /** The profile was deleted, or there is a new one. */
  onChanged: (asked: Asked, newId?: string) => void;
};

function DeleteDialog({ asked, onClose, onChanged }: ProfileDialogsProps) {
  const { id, title, etag } = asked.profile;
  const done = () => {
    notify(TEXT.deleteDone(title));
    onClose();
    onChanged(asked);
    focusContent();
  };
  return (
    <ConfirmDialog
      title={TEXT.deleteTitle(title)}
      confirm={TEXT.deleteSubmit}
      refused={TEXT.deleteFailed}
      act={() => callApi({ method: 'DELETE', path: apiPath(['profiles', id]), ifMatch: etag, schema: z.undefined() })}
      wayOn={(problem) => problem.status === 409 && <Link prefetch={false} href={`/hosts?profile=${id}`}>{TEXT.showHosts}</Link>}
      onDone={done}
      onClose={onClose}
    >
      <Content component="p">{TEXT.deleteText}</Content>
    </ConfirmDialog>
  );
}

export function ProfileDialogs(props: ProfileDialogsProps) {
  if (props.asked.what === 'delete') return <DeleteDialog {...props} />;
  const { asked, onClose, onChanged } = props;
  const done = (clone: { id: string; title: string }) => {
    notify(TEXT.cloneDone(clone.title));
    onClose();
    onChanged(asked, clone.id);
  };
  return <CloneDialog profile={asked.profile} onClose={onClose} onDone={done} />;
}
