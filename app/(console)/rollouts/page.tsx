// SPDX-License-Identifier: GPL-2.0-or-later
// The list of roll-outs.
import './rollouts.css';
import type { Metadata } from 'next';
import { requireSession } from '../../require-session.ts';
import { RolloutListPage } from './rollout-list.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function RolloutsPage() {
  await requireSession();
  return <RolloutListPage />;
}
