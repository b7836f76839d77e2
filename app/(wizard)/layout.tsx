// SPDX-License-Identifier: GPL-2.0-or-later
// The shell around the wizard's pages, and the wizard's own styles.
import './wizard.css';
import type { ReactNode } from 'react';
import { requireSession } from '#app/require-session.ts';
import { Shell } from '#app/shell/shell.tsx';

export default async function WizardLayout({ children }: { children: ReactNode }) {
  return <Shell session={await requireSession()}>{children}</Shell>;
}
