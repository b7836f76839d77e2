// SPDX-License-Identifier: GPL-2.0-or-later
// A page outside the navigation failed.
'use client';
import { Failure } from './shell/failure.tsx';
import { Gate } from './shell/gate.tsx';
import { TEXT } from './shell/text.ts';

export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return <Gate title={TEXT.errorTitle}><Failure error={error} retry={retry} /></Gate>;
}
