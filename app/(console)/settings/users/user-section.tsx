// SPDX-License-Identifier: GPL-2.0-or-later
// The users: who may log in, and what each may do.
'use client';
import { Button, Card, CardBody, CardHeader, CardTitle, Label } from '@patternfly/react-core';
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
import { RowMenu } from '../../list/row-menu.tsx';
import { SkeletonRows } from '../../list/skeleton-rows.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { notify } from '../../notice/notices.ts';
import { type User, Users } from './answers.ts';
import { TEXT } from './text.ts';
import { UserDialog } from './user-dialog.tsx';

const C = TEXT.userColumns;
type Asked = { what: 'add' } | { what: 'change' | 'delete'; user: User };
type Ask = (asked: Asked) => void;

function Rows({ users, ask }: { users: readonly User[]; ask: Ask }) {
  const session = useSession();
  return (
    <Tbody>
      {users.map((user) => (
        <Tr key={user.name}>
          <Td dataLabel={C.name}>{user.name} {user.name === session.name && <Label isCompact color="blue">{TEXT.you}</Label>}</Td>
          <Td dataLabel={C.role}>{SHELL_TEXT.roles[user.role]}</Td>
          <Td dataLabel={C.changed}><Ago at={user.updatedAt} /></Td>
          {session.may('admin') && (
            <Td isActionCell>
              <RowMenu
                name={user.name}
                actions={[
                  { label: TEXT.changeUser, act: () => ask({ what: 'change', user }) },
                  { label: TEXT.deleteUser, isDanger: true, act: () => ask({ what: 'delete', user }) },
                ]}
              />
            </Td>
          )}
        </Tr>
      ))}
    </Tbody>
  );
}

function Dialogs({ asked, onClose, reload }: { asked: Asked; onClose: () => void; reload: () => void }) {
  const finish = (text: string) => {
    notify(text);
    onClose();
    reload();
  };
  if (asked.what === 'add') return <UserDialog user={undefined} onClose={onClose} onDone={(name) => finish(TEXT.addUserDone(name))} />;
  const { user } = asked;
  if (asked.what === 'change') return <UserDialog user={user} onClose={onClose} onDone={(name) => finish(TEXT.changeUserDone(name))} />;
  return (
    <ConfirmDialog
      title={TEXT.deleteUserTitle(user.name)}
      confirm={TEXT.deleteUserSubmit}
      refused={TEXT.deleteUserFailed}
      act={() => callApi({ method: 'DELETE', path: apiPath(['users', user.name]), schema: z.undefined() })}
      onDone={() => {
        finish(TEXT.deleteUserDone(user.name));
        focusContent();
      }}
      onClose={onClose}
    >
      <p>{TEXT.deleteUserText}</p>
    </ConfirmDialog>
  );
}

export function UserSection() {
  const mayEdit = useSession().may('admin');
  const { answer, reload } = useAnswer('users', Users);
  const [asked, ask] = useState<Asked>();
  return (
    <Card component="section" aria-labelledby="users">
      <CardHeader actions={{ actions: mayEdit && <Button onClick={() => ask({ what: 'add' })}>{TEXT.addUser}</Button>, hasNoOffset: true }}>
        <CardTitle component="h2" id="users">{TEXT.users}</CardTitle>
      </CardHeader>
      <CardBody>
        {answer?.ok === false && <ProblemAlert title={TEXT.usersFailed} problem={answer.problem} />}
        {answer?.ok !== false && (
          <Table aria-labelledby="users" variant="compact">
            <Thead><Tr><Th width={40}>{C.name}</Th><Th>{C.role}</Th><Th>{C.changed}</Th>{mayEdit && <Th screenReaderText={TEXT.actions} />}</Tr></Thead>
            {answer === undefined ? <SkeletonRows columns={Object.values(C)} /> : <Rows users={answer.data.items} ask={ask} />}
          </Table>
        )}
      </CardBody>
      {asked !== undefined && <Dialogs asked={asked} onClose={() => ask(undefined)} reload={reload} />}
    </Card>
  );
}
