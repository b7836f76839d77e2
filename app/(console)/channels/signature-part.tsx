// SPDX-License-Identifier: GPL-2.0-or-later
// The signature of an image: whether there is one, and adding or removing it.
'use client';
import { Button, Content, Title } from '@patternfly/react-core';
import { useState } from 'react';
import { z } from 'zod';
import { apiPath, callApi } from '../../api-client.ts';
import { useSession } from '../../session/session-context.tsx';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { notify } from '../notice/notices.ts';
import { PasteDialog } from './paste-dialog.tsx';
import { TEXT } from './signing-text.ts';

type SignaturePartProps = { sha256: string; isSigned: boolean; onChanged: () => void };

export function SignaturePart({ sha256, isSigned, onChanged }: SignaturePartProps) {
  const mayEdit = useSession().may('admin');
  const [asked, ask] = useState<'sign' | 'unsign'>();
  const path = apiPath(['images', sha256, 'signature']);
  const done = (message: string) => {
    notify(message);
    ask(undefined);
    onChanged();
  };
  return (
    <div>
      <Title headingLevel="h3" size="md">{TEXT.signature}</Title>
      <Content component="p">{isSigned ? TEXT.signed : TEXT.unsigned}</Content>
      {mayEdit && <Button variant="secondary" size="sm" onClick={() => ask(isSigned ? 'unsign' : 'sign')}>{isSigned ? TEXT.unsign : TEXT.sign}</Button>}
      {asked === 'sign' && (
        <PasteDialog
          title={TEXT.signTitle} text={TEXT.signText} label={TEXT.signLabel} help={TEXT.signHelp} submit={TEXT.signSubmit} failed={TEXT.signFailed}
          send={(text) => callApi({ method: 'PUT', path, body: text, contentType: 'text/plain', schema: z.unknown() })}
          onClose={() => ask(undefined)}
          onDone={() => done(TEXT.signDone)}
        />
      )}
      {asked === 'unsign' && (
        <ConfirmDialog
          title={TEXT.unsignTitle} confirm={TEXT.unsignSubmit} refused={TEXT.unsignFailed}
          act={() => callApi({ method: 'DELETE', path, schema: z.undefined() })}
          onClose={() => ask(undefined)}
          onDone={() => done(TEXT.unsignDone)}
        >
          <Content component="p">{TEXT.unsignText}</Content>
        </ConfirmDialog>
      )}
    </div>
  );
}
