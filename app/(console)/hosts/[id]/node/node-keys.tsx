// SPDX-License-Identifier: GPL-2.0-or-later
// The keys with which a node checks in: where each came from, whether it is used, a new one, and the end of all.
'use client';
import { Button, Card, CardBody, CardHeader, CardTitle, Content, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { z } from 'zod';
import type { NodeDetail, NodeKey } from '#kickstart/fleet/view.ts';
import { apiPath, callApi } from '../../../../api-client.ts';
import { useSession } from '../../../../session/session-context.tsx';
import { ConfirmDialog } from '../../../dialog/confirm-dialog.tsx';
import { Ago } from '../../../list/ago.tsx';
import { notify } from '../../../notice/notices.ts';
import { KeyDialog } from './key-dialog.tsx';
import { KEYS } from './text.ts';

const C = KEYS.columns;

function State({ of: { revokedAt, revokedBy } }: { of: NodeKey }) {
  if (revokedAt === null) return <Label isCompact color="green">{KEYS.valid}</Label>;
  return (
    <>
      <Label isCompact color="grey">{KEYS.revoked}</Label>
      <div className="bw-sub"><Ago at={Date.parse(revokedAt)} /> {revokedBy === null ? `(${KEYS.replaced})` : KEYS.by(revokedBy)}</div>
    </>
  );
}

function KeyTable({ keys }: { keys: readonly NodeKey[] }) {
  return (
    <Table variant="compact" aria-labelledby="node-keys">
      <Thead><Tr><Th>{C.key}</Th><Th>{C.made}</Th><Th modifier="nowrap">{C.used}</Th><Th>{C.state}</Th></Tr></Thead>
      <Tbody>
        {keys.map((key) => (
          <Tr key={`${key.id} ${key.createdAt}`}>
            <Td dataLabel={C.key}><code>{key.id}</code></Td>
            <Td dataLabel={C.made}><Ago at={Date.parse(key.createdAt)} /><div className="bw-sub">{key.isFromInstallation ? KEYS.fromInstallation : KEYS.by(key.createdBy)}</div></Td>
            <Td dataLabel={C.used}>{key.firstUsedAt === null ? KEYS.unused : <Ago at={Date.parse(key.firstUsedAt)} />}</Td>
            <Td dataLabel={C.state}><State of={key} /></Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

export function NodeKeys({ node: { id, hostname, keys }, reload }: { node: Pick<NodeDetail, 'id' | 'hostname' | 'keys'>; reload: () => void }) {
  const mayEdit = useSession().may('admin');
  const [asked, setAsked] = useState<'make' | 'revoke'>();
  const isAnyValid = keys.some(({ revokedAt }) => revokedAt === null);
  const revoked = () => {
    notify(KEYS.revokedAll(hostname));
    setAsked(undefined);
    reload();
  };
  const buttons = (
    <div className="bw-buttons">
      <Button variant="secondary" onClick={() => setAsked('make')}>{KEYS.make}</Button>
      {isAnyValid && <Button variant="secondary" isDanger onClick={() => setAsked('revoke')}>{KEYS.revoke}</Button>}
    </div>
  );
  return (
    <Card isCompact component="section" aria-labelledby="node-keys">
      <CardHeader actions={{ actions: mayEdit ? buttons : null, hasNoOffset: true }}><CardTitle component="h2" id="node-keys">{KEYS.title}</CardTitle></CardHeader>
      <CardBody>
        <Content component="p">{keys.length === 0 ? KEYS.none : KEYS.text}</Content>
        {keys.length > 0 && <KeyTable keys={keys} />}
      </CardBody>
      {asked === 'make' && <KeyDialog host={{ id, hostname }} onClose={() => setAsked(undefined)} onMade={reload} />}
      {asked === 'revoke' && (
        <ConfirmDialog
          title={KEYS.revokeTitle(hostname)} confirm={KEYS.revokeSubmit} refused={KEYS.revokeFailed} onClose={() => setAsked(undefined)} onDone={revoked}
          act={() => callApi({ method: 'DELETE', path: apiPath(['hosts', id, 'node', 'key']), schema: z.unknown() })}
        >
          <Content component="p">{KEYS.revokeText}</Content>
        </ConfirmDialog>
      )}
    </Card>
  );
}
