// SPDX-License-Identifier: GPL-2.0-or-later
// Warns two minutes before the session ends, and asks for a new login when it has ended.
'use client';
import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { ProblemAlert } from '../form/problem-alert.tsx';
import { LoginModal } from './login-modal.tsx';
import { useLogout } from './logout.ts';
import { useSession } from './session-context.tsx';
import { TEXT } from './text.ts';
import { useSessionEnd } from './use-session-end.ts';

function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export function SessionWatch() {
  const session = useSession();
  const { left, renew } = useSessionEnd(session.expiresAt);
  const { logout, problem } = useLogout();
  return (
    <>
      <Modal isOpen={left !== undefined} variant="small" aria-labelledby="session-ends" aria-describedby="session-ends-text" onEscapePress={() => void renew()}>
        <ModalHeader title={TEXT.endsSoon} labelId="session-ends" />
        <ModalBody id="session-ends-text">
          <ProblemAlert title={TEXT.logoutFailed} problem={problem} />
          {TEXT.endsSoonText} <span role="timer">{clock(left ?? 0)}</span>.
        </ModalBody>
        <ModalFooter>
          <Button variant="primary" onClick={() => void renew()}>{TEXT.stay}</Button>
          <Button variant="link" onClick={() => void logout()}>{TEXT.logout}</Button>
        </ModalFooter>
      </Modal>
      <LoginModal name={session.name} onLoggedIn={() => void renew()} />
    </>
  );
}
