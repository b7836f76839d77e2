// SPDX-License-Identifier: GPL-2.0-or-later
// Asks before changes that are not saved are left: by a link, or by closing the page.
'use client';
import { Button } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useLeaving } from '#app/shell/leaving.ts';
import { Dialog } from '../../dialog/dialog.tsx';
import { TEXT } from './text.ts';

export function LeaveDialog({ isDirty }: { isDirty: boolean }) {
  const router = useRouter();
  const [wanted, want] = useState<string>();
  useLeaving(isDirty, want);
  if (wanted === undefined) return null;
  const buttons = (
    <>
      <Button onClick={() => want(undefined)}>{TEXT.stay}</Button>
      <Button variant="secondary" isDanger onClick={() => router.push(wanted)}>{TEXT.leave}</Button>
    </>
  );
  return <Dialog title={TEXT.leaveTitle} titleIcon="warning" onClose={() => want(undefined)} buttons={buttons}><p>{TEXT.leaveText}</p></Dialog>;
}
