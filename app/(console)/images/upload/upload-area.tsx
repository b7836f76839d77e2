// SPDX-License-Identifier: GPL-2.0-or-later
// Where images are dropped or chosen, and what becomes of them.
'use client';
import { Button, Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import { type DragEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { apiPath } from '../../../api-client.ts';
import { useAnswer } from '../../list/use-answer.ts';
import { UploadViews } from '../image-answers.ts';
import { HalfUploads } from './half-uploads.tsx';
import { TEXT } from './text.ts';
import { UploadItem } from './upload-item.tsx';
import { beginUpload, currentUploads, isUploading, type LocalUpload, subscribeToUploads, uploadsOfThisBrowser } from './uploads.ts';

const NONE: readonly LocalUpload[] = [];

function useUploads(): readonly LocalUpload[] {
  return useSyncExternalStore(subscribeToUploads, currentUploads, () => NONE);
}

/** Closing the window would stop what runs; another page of ours does not. */
function useCloseQuestion(isAsked: boolean): void {
  useEffect(() => {
    if (!isAsked) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isAsked]);
}

/** For those who hear the page: only turns are told, and not every byte. */
function announcement(uploads: readonly LocalUpload[]): string {
  const last = uploads.at(-1);
  if (last === undefined) return '';
  const { step, name } = last;
  return step.is === 'done' || step.is === 'failed' || step.is === 'paused' || step.is === 'waiting' ? TEXT.announce[step.is](name) : '';
}

function DropArea({ choose, onFiles }: { choose: () => void; onFiles: (files: readonly File[]) => void }) {
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    <div className={isOver ? 'bw-drop bw-drop--over' : 'bw-drop'} onDragOver={over} onDragLeave={() => setOver(false)} onDrop={drop}>
      <span>{TEXT.drop}</span> <Button variant="primary" onClick={choose}>{TEXT.choose}</Button>
      <Content component="p" className="bw-sub">{TEXT.hint}</Content>
    </div>
  );
}

/** @param onArrived is called when an image has come in. */
export function UploadArea({ onArrived }: { onArrived: () => void }) {
  const uploads = useUploads();
  const input = useRef<HTMLInputElement>(null);
  const half = useAnswer(apiPath(['uploads']), UploadViews);
  useCloseQuestion(isUploading(uploads));
  const arrived = uploads.filter(({ step }) => step.is === 'done').length;
  const { reload } = half;
  useEffect(() => {
    if (arrived > 0) onArrived();
  }, [arrived, onArrived]);
  useEffect(() => reload(), [uploads.length, reload]);

  const choose = () => input.current?.click();
  const begin = (files: readonly File[]) => {
    for (const file of files) void beginUpload(file);
  };
  const mine = new Set(uploads.map(({ id }) => id));
  const items = half.answer?.ok === true ? half.answer.data.items.filter(({ id }) => !mine.has(id)) : [];
  return (
    <Card isCompact component="section" aria-labelledby="upload">
      <CardTitle component="h2" id="upload">{TEXT.title}</CardTitle>
      <CardBody>
        <div className="bw-stack">
          <input
            ref={input} type="file" hidden multiple aria-label={TEXT.choose} data-testid="image-file"
            onChange={(event) => {
              begin([...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
          <DropArea choose={choose} onFiles={begin} />
          {uploads.map((upload) => <UploadItem key={upload.key} upload={upload} />)}
          {items.length > 0 && <HalfUploads items={items} own={uploadsOfThisBrowser()} onChoose={choose} reload={reload} />}
        </div>
        <div className="pf-v6-screen-reader" role="status">{announcement(uploads)}</div>
      </CardBody>
    </Card>
  );
}
