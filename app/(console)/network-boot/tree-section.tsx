// SPDX-License-Identifier: GPL-2.0-or-later
// Which distributions have an installer tree, and where it comes from.
'use client';
import { Button, Card, CardBody, CardHeader, CardTitle, Content, EmptyState, EmptyStateBody, HelperText, HelperTextItem } from '@patternfly/react-core';
import SitemapIcon from '@patternfly/react-icons/dist/esm/icons/sitemap-icon';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { z } from 'zod';
import { targets } from '#kickstart/profile/targets.ts';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx';
import { focusContent } from '../dialog/dialog.tsx';
import { Ago } from '../list/ago.tsx';
import { SkeletonRows } from '../list/skeleton-rows.tsx';
import { useAnswer } from '../list/use-answer.ts';
import { notify } from '../notice/notices.ts';
import { placeOf, type TreeItem, Trees } from './tree-answers.ts';
import { TreeDialog } from './tree-dialog.tsx';
import { TEXT } from './tree-text.ts';

const C = TEXT.columns;

type Asked = { what: 'add' } | { what: 'replace' | 'remove'; item: TreeItem };

function TreeRow({ item, ask }: { item: TreeItem; ask: (asked: Asked) => void }) {
  const mayEdit = useSession().may('admin');
  const { target, arch, name, version, source, warnings } = item.tree;
  const { label } = targets[target];
  return (
    <Tr>
      <Td dataLabel={C.target}>{label}</Td>
      <Td dataLabel={C.release}>
        {name === null ? TEXT.unknownRelease : `${name} ${version ?? ''}`} <span className="bw-sub">{arch}</span>
        {warnings.length > 0 && <HelperText>{warnings.map((warning) => <HelperTextItem key={warning} variant="warning">{warning}</HelperTextItem>)}</HelperText>}
      </Td>
      <Td dataLabel={C.from}>
        <span className="bw-wrap">{placeOf(source)}</span>
        <div className="bw-sub">{TEXT.kinds[source.kind]}</div>
      </Td>
      <Td dataLabel={C.read}><Ago at={item.updatedAt} /></Td>
      {mayEdit && (
        <Td modifier="fitContent" dataLabel={TEXT.actions}>
          <div className="bw-buttons">
            <Button variant="secondary" size="sm" aria-label={`${TEXT.replace}: ${label}`} onClick={() => ask({ what: 'replace', item })}>{TEXT.replace}</Button>
            <Button variant="secondary" size="sm" isDanger aria-label={`${TEXT.remove}: ${label}`} onClick={() => ask({ what: 'remove', item })}>{TEXT.remove}</Button>
          </div>
        </Td>
      )}
    </Tr>
  );
}

function TreeTable({ items, ask }: { items: readonly TreeItem[] | undefined; ask: (asked: Asked) => void }) {
  const mayEdit = useSession().may('admin');
  return (
    <Table aria-labelledby="installer-trees" variant="compact">
      <Thead><Tr><Th>{C.target}</Th><Th width={30}>{C.release}</Th><Th width={35}>{C.from}</Th><Th>{C.read}</Th>{mayEdit && <Th screenReaderText={TEXT.actions} />}</Tr></Thead>
      {items === undefined ? <SkeletonRows columns={Object.values(C)} /> : <Tbody>{items.map((item) => <TreeRow key={item.tree.target} item={item} ask={ask} />)}</Tbody>}
    </Table>
  );
}

function RemoveDialog({ item, onClose, reload }: { item: TreeItem; onClose: () => void; reload: () => void }) {
  const { label } = targets[item.tree.target];
  const done = () => {
    notify(TEXT.removed(label));
    onClose();
    reload();
    focusContent();
  };
  return (
    <ConfirmDialog
      title={TEXT.removeTitle(label)}
      confirm={TEXT.removeSubmit}
      refused={TEXT.removeFailed}
      act={() => callApi({ method: 'DELETE', path: apiPath(['trees', item.tree.target]), ifMatch: item.etag, schema: z.undefined() })}
      onDone={done}
      onClose={onClose}
    >
      <p>{TEXT.removeText}</p>
    </ConfirmDialog>
  );
}

export function TreeSection() {
  const mayEdit = useSession().may('admin');
  const { answer, reload } = useAnswer('trees', Trees);
  const [asked, ask] = useState<Asked>();
  const items = answer?.ok === true ? answer.data.items : undefined;
  const close = () => ask(undefined);
  return (
    <Card isCompact component="section" aria-labelledby="installer-trees">
      <CardHeader actions={{ actions: mayEdit && <Button variant="secondary" onClick={() => ask({ what: 'add' })}>{TEXT.add}</Button>, hasNoOffset: true }}>
        <CardTitle component="h2" id="installer-trees">{TEXT.trees}</CardTitle>
      </CardHeader>
      <CardBody>
        <Content component="p">{TEXT.treesText}</Content>
        {answer?.ok === false && <ProblemAlert title={TEXT.failed} problem={answer.problem} />}
        {items?.length === 0 && (
          <EmptyState variant="sm" titleText={TEXT.none} headingLevel="h3" icon={SitemapIcon}>
            <EmptyStateBody>{mayEdit ? TEXT.noneText : TEXT.noneViewer}</EmptyStateBody>
          </EmptyState>
        )}
        {answer?.ok !== false && items?.length !== 0 && <TreeTable items={items} ask={ask} />}
      </CardBody>
      {asked?.what === 'remove' && <RemoveDialog item={asked.item} onClose={close} reload={reload} />}
      {(asked?.what === 'add' || asked?.what === 'replace') && (
        <TreeDialog
          item={asked.what === 'replace' ? asked.item : undefined}
          taken={new Set(items?.map(({ tree }) => tree.target))}
          onClose={close}
          onSaved={(target) => {
            notify(TEXT.saved(targets[target].label));
            close();
            reload();
          }}
        />
      )}
    </Card>
  );
}
