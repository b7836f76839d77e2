// SPDX-License-Identifier: GPL-2.0-or-later
// A modal dialog: title, content, buttons; Escape closes it and the focus goes back to where it was.
'use client';
import { Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { type ReactNode, useId } from 'react';

type DialogProps = {
  title: string;
  /** Marks a dialog whose primary action destroys something. */
  titleIcon?: 'warning' | 'danger';
  size?: 'small' | 'medium' | 'large';
  onClose: () => void;
  /** The primary button first. */
  buttons: ReactNode;
  children: ReactNode;
};

/** Mounted while it is open: `{isAsked && <Dialog ...>}`. */
export function Dialog({ title, titleIcon, size = 'small', onClose, buttons, children }: DialogProps) {
  const id = useId();
  return (
    <Modal isOpen variant={size} aria-labelledby={`${id}-title`} onClose={onClose}>
      <ModalHeader title={title} labelId={`${id}-title`} {...(titleIcon === undefined ? {} : { titleIconVariant: titleIcon })} />
      <ModalBody tabIndex={0} aria-labelledby={`${id}-title`} role="region">{children}</ModalBody>
      <ModalFooter>{buttons}</ModalFooter>
    </Modal>
  );
}

/** Puts the focus on the page's content, for when what had it is gone (a deleted row). */
export function focusContent(): void {
  setTimeout(() => document.getElementById('main-content')?.focus(), 0);
}
