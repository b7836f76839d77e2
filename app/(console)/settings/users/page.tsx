// SPDX-License-Identifier: GPL-2.0-or-later
// Users and API tokens.
import type { Metadata } from 'next';
import { requireSession } from '../../../require-session.ts';
import { TEXT } from './text.ts';
import { UsersAndTokens } from './users-and-tokens.tsx';

export const metadata: Metadata = { title: TEXT.title };

export default async function UsersPage() {
  await requireSession();
  return <UsersAndTokens />;
}
