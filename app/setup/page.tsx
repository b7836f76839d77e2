// SPDX-License-Identifier: GPL-2.0-or-later
// The first administrator is made here, with the one-time link that the server printed at its start.
import type { Metadata } from 'next';
import { Gate } from '../shell/gate.tsx';
import { TEXT } from '../session/text.ts';
import { isSetupNeeded } from '../require-session.ts';
import { SetupForm } from './setup-form.tsx';
import { SetupNotice } from './setup-notice.tsx';

export const metadata: Metadata = { title: TEXT.setupTitle };

export default async function SetupPage({ searchParams }: PageProps<'/setup'>) {
  const { token } = await searchParams;
  const isNeeded = await isSetupNeeded();
  return (
    <Gate title={isNeeded ? TEXT.setupTitle : TEXT.setupDone}>
      {!isNeeded && <SetupNotice reason="done" />}
      {isNeeded && (typeof token === 'string' && token !== '' ? <SetupForm token={token} /> : <SetupNotice reason="noToken" />)}
    </Gate>
  );
}
