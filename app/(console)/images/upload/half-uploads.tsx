// SPDX-License-Identifier: GPL-2.0-or-later
// Uploads that the server has in part and that this window does not work on: to go on with, or to discard.
'use client';
import { Button, Content, List, ListItem } from '@patternfly/react-core';
import { useState } from 'react';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { sizeText } from '../../hosts/installation/duration.ts';
import { Ago } from '../../list/ago.tsx';
import { notify } from '../../notice/notices.ts';
import type { UploadView } from '../image-answers.ts';
import { TEXT } from './text.ts';
import { discardUpload } from './uploads.ts';

type HalfUploadsProps = { items: readonly UploadView[]; own: ReadonlySet<string>; onChoose: () => void; reload: () => void };

export function HalfUploads({ items, own, onChoose, reload }: HalfUploadsProps) {
  const [problem, setProblem] = useState<Problem>();
  const discard = async ({ id, name }: UploadView) => {
    const refused = await discardUpload(id);
    setProblem(refused);
    if (refused === undefined) notify(TEXT.discarded(name));
    reload();
  };
  return (
    <div>
      <Content component="h3">{TEXT.half}</Content>
      <Content component="p">{TEXT.halfText}</Content>
      <ProblemAlert title={TEXT.discardFailed} problem={problem} />
      <List isPlain>
        {items.map((item) => (
          <ListItem key={item.id}>
            <div className="bw-wrap">{TEXT.halfItem(item.name, sizeText(item.offset), sizeText(item.size))}</div>
            <div className="bw-sub">{item.actor !== null && `${TEXT.halfBy(item.actor)}, `}<Ago at={item.changedAt} />. {own.has(item.id) ? TEXT.halfOwn : TEXT.halfOther}</div>
            <div className="bw-buttons">
              {own.has(item.id) && <Button variant="secondary" size="sm" onClick={onChoose}>{TEXT.continueWith(item.name)}</Button>}
              <Button variant="secondary" size="sm" isDanger aria-label={TEXT.discardOf(item.name)} onClick={() => void discard(item)}>{TEXT.discard}</Button>
            </div>
          </ListItem>
        ))}
      </List>
    </div>
  );
}
