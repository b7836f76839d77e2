// SPDX-License-Identifier: GPL-2.0-or-later
// Begins a roll-out.
import '../rollouts.css';
import type { Metadata } from 'next';
import { requireSession } from '../../../require-session.ts';
import { NewRolloutPage } from './rollout-form.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function NewRollout() {
  await requireSession();
  return <NewRolloutPage />;
}
