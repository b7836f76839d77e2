// SPDX-License-Identifier: GPL-2.0-or-later
// The signature of an image: whether there is one, and adding or removing it.
'use client';
import { Button, Content, Title } from '@patternfly/react-core';
import { useState } from 'react';
import { z } from 'zod';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { useAnswer } from '../list/use-answer.ts';
import { notify } from '../notice/notices.ts';
import { PasteDialog } from './paste-dialog.tsx';
import { TEXT } from './signing-text.ts';

const Signature = z.object({ signer: z.string().nullable(), isTrusted: z.boolean() });
type Signature = z.infer<typeof Signature>;

function standing({ signer, isTrusted }: Signature): string {
  if (signer === null) return TEXT.unsigned;
  return isTrusted ? TEXT.signed : TEXT.untrusted(signer);
}

/** @param onChanged is told when the image got or lost its signature. */
export function SignaturePart({ sha256, onChanged }: { sha256: string; onChanged: () => void }) {
  const mayEdit = useSession().may('admin');
  const [asked, ask] = useState<'sign' | 'unsign'>();
  const path = apiPath(['images', sha256, 'signature']);
  const { answer, reload } = useAnswer(path, Signature);
  const done = (message: string) => {
    notify(message);
    ask(undefined);
    reload();
    onChanged();
  };
  if (answer?.ok === false) return <ProblemAlert title={TEXT.signatureFailed} problem={answer.problem} />;
  const isSigned = answer !== undefined && answer.data.signer !== null;
  return (
    <div>
      <Title headingLevel="h3" size="md">{TEXT.signature}</Title>
      {answer !== undefined && <Content component="p">{standing(answer.data)}</Content>}
      {mayEdit && answer !== undefined && <Button variant="secondary" size="sm" onClick={() => ask(isSigned ? 'unsign' : 'sign')}>{isSigned ? TEXT.unsign : TEXT.sign}</Button>}
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
