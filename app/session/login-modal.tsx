// SPDX-License-Identifier: GPL-2.0-or-later
// Asks for a new login over the page, so that no form is lost when the session ends.
'use client';
import { Button, Content, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { usePathname } from 'next/navigation';
import { useSyncExternalStore } from 'react';
import { answerLogin, isLoginAsked, subscribeToLogin } from './login-request.ts';
import { LoginForm, PASSWORD_ID } from './login-form.tsx';
import { TEXT } from './text.ts';

/** Is open while an API call waits for a login. */
export function LoginModal({ name, onLoggedIn }: { name: string; onLoggedIn: () => void }) {
  const isOpen = useSyncExternalStore(subscribeToLogin, isLoginAsked, () => false);
  const here = usePathname();
  const done = () => {
    answerLogin(true);
    onLoggedIn();
  };
  return (
    <Modal
      isOpen={isOpen}
      variant="small"
      aria-labelledby="session-ended"
      aria-describedby="session-ended-text"
      elementToFocus={`#${PASSWORD_ID}`}
      onEscapePress={() => answerLogin(false)}
    >
      <ModalHeader title={TEXT.sessionEnded} labelId="session-ended" />
      <ModalBody>
        <Content component="p" id="session-ended-text">{TEXT.sessionEndedText}</Content>
        <LoginForm name={name} onLoggedIn={done} actions={<Button variant="link" onClick={() => answerLogin(false)}>{TEXT.notNow}</Button>} />
      </ModalBody>
      <ModalFooter>
        <Button variant="link" isInline component="a" href={`/login?next=${encodeURIComponent(here)}`}>{TEXT.otherUser}</Button>
      </ModalFooter>
    </Modal>
  );
}
