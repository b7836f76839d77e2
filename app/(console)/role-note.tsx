// SPDX-License-Identifier: GPL-2.0-or-later
// Tells people who may only look why the buttons are not there, and who can help.
'use client';
import { Alert } from '@patternfly/react-core';
import { useSession } from '../session/session-context.tsx';
import type { Role } from '../session/session.ts';
import { TEXT } from '../shell/text.ts';

/** Drawn only when the session's role is below `needed`. `what` goes on after "You cannot ". */
export function RoleNote({ needed, what }: { needed: Role; what: string }) {
  const session = useSession();
  if (session.may(needed)) return null;
  return (
    <Alert isInline variant="info" component="p" title={`You cannot ${what}`}>
      Your role is {TEXT.roles[session.role].toLowerCase()}; this needs the role {TEXT.roles[needed].toLowerCase()}. An administrator can change your role
      under Settings, Users &amp; tokens.
    </Alert>
  );
}
