// SPDX-License-Identifier: GPL-2.0-or-later
// Why the setup page shows no form, and where to go.
'use client';
import { Alert, Button, Content } from '@patternfly/react-core';
import { TEXT } from '../session/text.ts';

export function SetupNotice({ reason }: { reason: 'done' | 'noToken' }) {
  if (reason === 'noToken') return <Alert isInline variant="warning" component="h2" title={TEXT.setupNoToken}>{TEXT.setupNoTokenText}</Alert>;
  return (
    <>
      <Content component="p">{TEXT.setupDoneText}</Content>
      <Button component="a" href="/login">{TEXT.toLogin}</Button>
    </>
  );
}
