// SPDX-License-Identifier: GPL-2.0-or-later
// Asks before an unsaved draft is left: by a link, or by closing the page.
'use client';
import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { WORDS } from './words.ts';

/** The address of a plain click on a link that leaves the wizard. */
function leavingLink(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === '_blank' || link.hasAttribute('download')) return undefined;
  const url = new URL(link.href);
  return url.origin === location.origin && url.pathname !== location.pathname ? url.pathname + url.search : undefined;
}

type LeaveGuardProps = {
  isDirty: boolean;
  /** Where the admin wants to go; undefined while nobody wants to leave. */
  wanted: string | undefined;
  onWant: (href: string | undefined) => void;
  onDiscard: () => void;
};

export function LeaveGuard({ isDirty, wanted, onWant, onDiscard }: LeaveGuardProps) {
  const router = useRouter();
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
  if (wanted === undefined) return null;
  return (
    <Modal isOpen variant="small" aria-labelledby="leave-title" aria-describedby="leave-text" onClose={() => onWant(undefined)}>
      <ModalHeader title={WORDS.leaveTitle} labelId="leave-title" />
      <ModalBody id="leave-text">{WORDS.leaveText}</ModalBody>
      <ModalFooter>
        <Button variant="primary" onClick={() => router.push(wanted)}>{WORDS.leaveKeep}</Button>
        <Button
          variant="danger"
          onClick={() => {
            onDiscard();
            router.push(wanted);
          }}
        >
          {WORDS.leaveDiscard}
        </Button>
        <Button variant="link" onClick={() => onWant(undefined)}>{WORDS.stay}</Button>
      </ModalFooter>
    </Modal>
  );
}
