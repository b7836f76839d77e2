// SPDX-License-Identifier: GPL-2.0-or-later
// A modal dialog that asks before something is done, and stays open with the reason when it was refused.
import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader, Stack, StackItem } from '@patternfly/react-core';
import { type ReactNode, useId, useState } from 'react';
import { TEXT } from './text.ts';
import type { Begun } from './use-operation.ts';

type ConfirmProps = {
  title: string;
  /** The verb on the button. */
  confirm: string;
  isDangerous?: boolean;
  act: () => Promise<Begun>;
  onClose: () => void;
  children: ReactNode;
};

export function ConfirmDialog({ title, confirm, isDangerous = false, act, onClose, children }: ConfirmProps) {
  const [refused, setRefused] = useState('');
  const [isBusy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    const begun = await act();
    setBusy(false);
    if (begun.ok) onClose();
    else setRefused(begun.why);
  };
  const buttons = (
    <>
      <Button variant={isDangerous ? 'danger' : 'primary'} isLoading={isBusy} isDisabled={isBusy} onClick={() => void go()}>{confirm}</Button>
      <Button variant="link" onClick={onClose}>{TEXT.cancel}</Button>
    </>
  );
  return (
    <Dialog title={title} titleIcon={isDangerous ? 'warning' : undefined} onClose={onClose} buttons={buttons}>
      <Stack hasGutter>
        {children}
        {refused !== '' && <StackItem><div role="alert"><Alert isInline variant="danger" title={TEXT.refused} component="h2">{refused}</Alert></div></StackItem>}
      </Stack>
    </Dialog>
  );
}

type DialogProps = { title: string; titleIcon?: 'warning' | undefined; onClose: () => void; buttons: ReactNode; children: ReactNode };

/** Mounted while it is open. Escape closes it, and the focus goes back to where it was. */
export function Dialog({ title, titleIcon, onClose, buttons, children }: DialogProps) {
  const id = useId();
  return (
    <Modal isOpen variant="medium" aria-labelledby={id} onClose={onClose}>
      <ModalHeader title={title} labelId={id} {...(titleIcon === undefined ? {} : { titleIconVariant: titleIcon })} />
      <ModalBody tabIndex={0} aria-labelledby={id} role="region">{children}</ModalBody>
      <ModalFooter>{buttons}</ModalFooter>
    </Modal>
  );
}
