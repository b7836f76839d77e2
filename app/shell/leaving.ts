// SPDX-License-Identifier: GPL-2.0-or-later
// Notices that a page with unsaved changes is about to be left: by a link, or by closing it.
'use client';
import { useEffect } from 'react';

/** The address of a plain click on a link that leaves this page. */
function leavingLink(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === '_blank' || link.hasAttribute('download')) return undefined;
  const url = new URL(link.href);
  return url.origin === location.origin && url.pathname !== location.pathname ? url.pathname + url.search : undefined;
}

/** While `isDirty`: the browser asks before the page is closed, and a click on a link out of it becomes `onWant(address)`. `onWant` must stay the same function. */
export function useLeaving(isDirty: boolean, onWant: (href: string) => void): void {
  useEffect(() => {
    if (!isDirty) return undefined;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const href = leavingLink(event);
      if (href === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      onWant(href);
    };
    window.addEventListener('beforeunload', onUnload);
    document.addEventListener('click', onClick, true);
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      document.removeEventListener('click', onClick, true);
    };
  }, [isDirty, onWant]);
}
