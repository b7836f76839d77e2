// SPDX-License-Identifier: GPL-2.0-or-later
// Asks before changes that are not saved are left: by a link, or by closing the page.
'use client';
import { Button } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { Dialog } from '../../dialog/dialog.tsx';
import { TEXT } from './text.ts';

/** The address of a plain click on a link that leaves this page. */
function leavingLink(event: MouseEvent): string | undefined {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === '_blank' || link.hasAttribute('download')) return undefined;
  const url = new URL(link.href);
  return url.origin === location.origin && url.pathname !== location.pathname ? url.pathname + url.search : undefined;
}

export function LeaveDialog({ isDirty }: { isDirty: boolean }) {
  const router = useRouter();
  const [wanted, want] = useState<string>();
  useEffect(() => {
    if (!isDirty) return undefined;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const href = leavingLink(event);
      if (href === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      want(href);
    };
    window.addEventListener('beforeunload', onUnload);
    document.addEventListener('click', onClick, true);
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      document.removeEventListener('click', onClick, true);
    };
  }, [isDirty]);
  if (wanted === undefined) return null;
  const buttons = (
    <>
      <Button onClick={() => want(undefined)}>{TEXT.stay}</Button>
      <Button variant="secondary" isDanger onClick={() => router.push(wanted)}>{TEXT.leave}</Button>
    </>
  );
  return <Dialog title={TEXT.leaveTitle} titleIcon="warning" onClose={() => want(undefined)} buttons={buttons}><p>{TEXT.leaveText}</p></Dialog>;
}
