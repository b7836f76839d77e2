// SPDX-License-Identifier: GPL-2.0-or-later
// The disks of a machine with what is on them, and which one the installer erases.
'use client';
import { Label, List, ListItem } from '@patternfly/react-core';
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import { type DiskSeen, isTarget, type MachineFacts } from './details.ts';
import { sizeText } from './duration.ts';
import { ReportedText } from './reported-text.tsx';
import { TEXT } from './text.ts';

type Part = NonNullable<DiskSeen['children']>[number];

function size(bytes: number | null | undefined): string {
  return typeof bytes === 'number' ? sizeText(bytes) : TEXT.unknownSize;
}

function Contents({ parts }: { parts: readonly Part[] }) {
  if (parts.length === 0) return <div className="bw-sub">{TEXT.diskEmpty}</div>;
  return (
    <div className="bw-sub">
      {TEXT.diskContents}
      <ul className="bw-plain-list">
        {parts.map(({ name, size: bytes, fstype, label }, index) => (
          <li key={`${index} ${name}`}><ReportedText>{`${name}, ${size(bytes)}, ${fstype ?? TEXT.blank}${label ? `, “${label}”` : ''}`}</ReportedText></li>
        ))}
      </ul>
    </div>
  );
}

function Disk({ disk, isErased, isOver }: { disk: DiskSeen; isErased: boolean; isOver: boolean }) {
  const words = [size(disk.size), disk.model, disk.serial ? TEXT.diskSerial(disk.serial) : null].filter((word) => typeof word === 'string' && word !== '');
  return (
    <ListItem className={isErased ? 'bw-disk bw-disk--erased' : 'bw-disk'}>
      <div><strong><ReportedText>{disk.name}</ReportedText></strong> <ReportedText>{words.join(', ')}</ReportedText></div>
      {isErased
        ? <Label isCompact color="red" icon={<ExclamationTriangleIcon />}>{isOver ? TEXT.wasErased : TEXT.willErase}</Label>
        : <Label isCompact variant="outline">{TEXT.staysAsItIs}</Label>}
      <Contents parts={disk.children ?? []} />
    </ListItem>
  );
}

/** `isOver`: the installation is past the question which disk will be erased. */
export function DiskList({ facts, isOver }: { facts: MachineFacts; isOver: boolean }) {
  const disks = facts.disks ?? [];
  const erasedFirst = [...disks.filter((disk) => isTarget(disk, facts)), ...disks.filter((disk) => !isTarget(disk, facts))];
  return (
    <List isPlain>
      {erasedFirst.map((disk, index) => <Disk key={`${index} ${disk.name}`} disk={disk} isErased={isTarget(disk, facts)} isOver={isOver} />)}
    </List>
  );
}
