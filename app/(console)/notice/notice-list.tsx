// SPDX-License-Identifier: GPL-2.0-or-later
// The messages of success in the corner of the page: eight seconds each, longer while the pointer or the focus is on them.
'use client';
import { Alert, AlertActionCloseButton, AlertGroup } from '@patternfly/react-core';
import { useSyncExternalStore } from 'react';
import { currentNotices, dismissNotice, subscribeToNotices } from './notices.ts';

const SHOWN_MS = 8_000;
const NONE = [] as const;

export function NoticeList() {
  const notices = useSyncExternalStore(subscribeToNotices, currentNotices, () => NONE);
  return (
    <AlertGroup isToast isLiveRegion aria-label="Messages">
      {notices.map(({ id, text }) => (
        <Alert
          key={id}
          variant="success"
          title={text}
          component="p"
          timeout={SHOWN_MS}
          onTimeout={() => dismissNotice(id)}
          actionClose={<AlertActionCloseButton title="Close this message" onClose={() => dismissNotice(id)} />}
        />
      ))}
    </AlertGroup>
  );
}
