// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the list of images.
'use client';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import Link from 'next/link';
import { useSession } from '../../session/session-context.tsx';
import { ImageLink } from '../channels/verdict-label.tsx';
import { sizeText } from '../hosts/installation/duration.ts';
import { Ago } from '../list/ago.tsx';
import { type RowAction, RowMenu } from '../list/row-menu.tsx';
import { SkeletonRows } from '../list/skeleton-rows.tsx';
import { targetLabel } from '../profiles/profile-summary.ts';
import type { ImageSummary } from './image-answers.ts';
import type { Asked } from './image-dialogs.tsx';
import { ImageLabels } from './image-labels.tsx';
import { TEXT } from './text.ts';

const C = TEXT.columns;
type Ask = (asked: Asked) => void;

function actionsOf(image: ImageSummary, mayEdit: boolean, ask: Ask): RowAction[] {
  const view: RowAction = { label: TEXT.view, href: `/images/${image.sha256}` };
  if (!mayEdit) return [view];
  return [
    view,
    ...(image.state === 'available' ? [{ label: TEXT.retire, act: () => ask({ what: 'retire', image }) }] : []),
    ...(image.state === 'retired' ? [{ label: TEXT.restore, act: () => ask({ what: 'restore', image }) }] : []),
    { label: TEXT.delete, isDanger: true, act: () => ask({ what: 'delete', image }) },
  ];
}

function Row({ image, ask }: { image: ImageSummary; ask: Ask }) {
  const mayEdit = useSession().may('admin');
  return (
    <Tr>
      <Td dataLabel={C.name}>
        <ImageLink image={image} />
        <div className="bw-sub"><code>{image.sha256.slice(0, 16)}…</code> {image.nvr !== null && <span className="bw-wrap">{image.name}</span>}</div>
      </Td>
      <Td dataLabel={C.target}>{image.target === null ? TEXT.noTarget : targetLabel(image.target)} {image.arch !== null && <span className="bw-sub">{image.arch}</span>}</Td>
      <Td dataLabel={C.size} modifier="nowrap">{sizeText(image.size)}</Td>
      <Td dataLabel={C.state}><ImageLabels image={image} /></Td>
      <Td dataLabel={C.channels}>
        {image.channels.length === 0 ? TEXT.noChannels : image.channels.map(({ id, title }) => <div key={id}><Link prefetch={false} href={`/channels/${id}`}>{title}</Link></div>)}
      </Td>
      <Td dataLabel={C.added} modifier="nowrap"><Ago at={image.addedAt} /></Td>
      <Td isActionCell><RowMenu name={image.nvr ?? image.name} actions={actionsOf(image, mayEdit, ask)} /></Td>
    </Tr>
  );
}

/** Without `items` the table holds their place. */
export function ImageTable({ items, isLoading, ask }: { items: readonly ImageSummary[] | undefined; isLoading: boolean; ask: Ask }) {
  return (
    <Table aria-label={TEXT.caption} aria-busy={isLoading} variant="compact" className={isLoading && items !== undefined ? 'bw-stale' : ''}>
      <Thead>
        <Tr>
          <Th width={35}>{C.name}</Th><Th>{C.target}</Th><Th modifier="fitContent">{C.size}</Th><Th>{C.state}</Th><Th>{C.channels}</Th><Th modifier="fitContent">{C.added}</Th><Th screenReaderText={C.actions} />
        </Tr>
      </Thead>
      {items === undefined
        ? <SkeletonRows columns={Object.values(C)} />
        : <Tbody>{items.map((image) => <Row key={image.sha256} image={image} ask={ask} />)}</Tbody>}
    </Table>
  );
}
