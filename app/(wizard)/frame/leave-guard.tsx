// SPDX-License-Identifier: GPL-2.0-or-later
// Asks before an unsaved draft is left: by a link, or by closing the page.
'use client';
import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useRouter } from 'next/navigation';
import { useLeaving } from '#app/shell/leaving.ts';
import { WORDS } from './words.ts';

type LeaveGuardProps = {
  isDirty: boolean;
  /** Where the admin wants to go; undefined while nobody wants to leave. */
  wanted: string | undefined;
  onWant: (href: string | undefined) => void;
  onDiscard: () => void;
};

export function LeaveGuard({ isDirty, wanted, onWant, onDiscard }: LeaveGuardProps) {
  const router = useRouter();
  useLeaving(isDirty, onWant);
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
