// SPDX-License-Identifier: GPL-2.0-or-later
// The login form of the login page: leaves for the page that was asked for.
'use client';
import { LoginForm } from '../session/login-form.tsx';

export function LoginPanel({ next }: { next: string }) {
  // A full load, so that every server component sees the new session.
  return <LoginForm onLoggedIn={() => window.location.assign(next)} />;
}
