// SPDX-License-Identifier: GPL-2.0-or-later
// A roll-out.
import '../rollouts.css';
import type { Metadata } from 'next';
import { requireSession } from '../../../require-session.ts';
import { TEXT } from '../text.ts';
import { RolloutPage } from './rollout-page.tsx';

export const metadata: Metadata = { title: TEXT.title };

export default async function RolloutPageOfId({ params }: PageProps<'/rollouts/[id]'>) {
  await requireSession();
  return <RolloutPage id={decodeURIComponent((await params).id)} />;
}
