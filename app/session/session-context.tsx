// SPDX-License-Identifier: GPL-2.0-or-later
// The logged-in admin for every client component under the shell.
'use client';
import { createContext, use, type ReactNode } from 'react';
import { includesRole, type Role, type Session } from './session.ts';

const SessionContext = createContext<Session | undefined>(undefined);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The session this page was rendered for, and whether it may do what needs a role. */
export function useSession(): Session & { may: (needed: Role) => boolean } {
  const session = use(SessionContext);
  if (session === undefined) throw new Error('useSession is for pages inside app/(console), whose layout provides the session.');
  return { ...session, may: (needed) => includesRole(session.role, needed) };
}
