// SPDX-License-Identifier: GPL-2.0-or-later
// The API tokens: which scripts may do what, and until when.
'use client';
import { Button, Card, CardBody, CardHeader, CardTitle, Content, EmptyState, EmptyStateBody } from '@patternfly/react-core';
import KeyIcon from '@patternfly/react-icons/dist/esm/icons/key-icon';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { z } from 'zod';
import { apiPath, callApi } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { useSession } from '../../../session/session-context.tsx';
import { TEXT as SHELL_TEXT } from '../../../shell/text.ts';
import { ConfirmDialog } from '../../dialog/confirm-dialog.tsx';
import { focusContent } from '../../dialog/dialog.tsx';
import { Ago } from '../../list/ago.tsx';
import { SkeletonRows } from '../../list/skeleton-rows.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { notify } from '../../notice/notices.ts';
import { type Token, Tokens } from './answers.ts';
import { TEXT } from './text.ts';
import { TokenDialog } from './token-dialog.tsx';

const C = TEXT.tokenColumns;

function TokenTable({ tokens, onRevoke }: { tokens: readonly Token[] | undefined; onRevoke: (token: Token) => void }) {
  const mayEdit = useSession().may('admin');
  return (
    <Table aria-labelledby="tokens" variant="compact">
      <Thead><Tr><Th width={40}>{C.title}</Th><Th>{C.role}</Th><Th>{C.user}</Th><Th>{C.expires}</Th>{mayEdit && <Th screenReaderText={TEXT.actions} />}</Tr></Thead>
      {tokens === undefined ? <SkeletonRows columns={Object.values(C)} /> : (
        <Tbody>
          {tokens.map((token) => (
            <Tr key={token.id}>
              <Td dataLabel={C.title}>{token.title}</Td>
              <Td dataLabel={C.role}>{SHELL_TEXT.roles[token.role]}</Td>
              <Td dataLabel={C.user}>{token.user ?? TEXT.commandLine}</Td>
              <Td dataLabel={C.expires}><Ago at={token.expiresAt} /></Td>
              {mayEdit && (
                <Td modifier="fitContent" dataLabel={TEXT.revoke}>
                  <Button variant="secondary" size="sm" isDanger aria-label={`${TEXT.revoke} ${token.title}`} onClick={() => onRevoke(token)}>{TEXT.revoke}</Button>
                </Td>
              )}
            </Tr>
          ))}
        </Tbody>
      )}
    </Table>
  );
}

function RevokeDialog({ token, onClose, reload }: { token: Token; onClose: () => void; reload: () => void }) {
  const done = () => {
    notify(TEXT.revokeDone(token.title));
    onClose();
    reload();
    focusContent();
  };
  return (
    <ConfirmDialog
      title={TEXT.revokeTitle(token.title)}
      confirm={TEXT.revokeSubmit}
      refused={TEXT.revokeFailed}
      act={() => callApi({ method: 'DELETE', path: apiPath(['tokens', token.id]), schema: z.undefined() })}
      onDone={done}
      onClose={onClose}
    >
      <p>{TEXT.revokeText}</p>
    </ConfirmDialog>
  );
}

export function TokenSection() {
  const mayEdit = useSession().may('admin');
  const { answer, reload } = useAnswer('tokens', Tokens);
  const [asked, ask] = useState<'create' | Token>();
  const tokens = answer?.ok === true ? answer.data.items : undefined;
  return (
    <Card component="section" aria-labelledby="tokens">
      <CardHeader actions={{ actions: mayEdit && <Button onClick={() => ask('create')}>{TEXT.createToken}</Button>, hasNoOffset: true }}>
        <CardTitle component="h2" id="tokens">{TEXT.tokens}</CardTitle>
      </CardHeader>
      <CardBody>
        <Content component="p">{TEXT.tokensText}</Content>
        {answer?.ok === false && <ProblemAlert title={TEXT.tokensFailed} problem={answer.problem} />}
        {tokens?.length === 0 && (
          <EmptyState variant="sm" titleText={TEXT.noTokens} headingLevel="h3" icon={KeyIcon}>
            <EmptyStateBody>{mayEdit ? TEXT.noTokensText : TEXT.noTokensViewer}</EmptyStateBody>
          </EmptyState>
        )}
        {answer?.ok !== false && tokens?.length !== 0 && <TokenTable tokens={tokens} onRevoke={ask} />}
      </CardBody>
      {asked === 'create' && <TokenDialog onClose={() => ask(undefined)} onMade={reload} />}
      {asked !== undefined && asked !== 'create' && <RevokeDialog token={asked} onClose={() => ask(undefined)} reload={reload} />}
    </Card>
  );
}
