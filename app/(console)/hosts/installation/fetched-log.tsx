// SPDX-License-Identifier: GPL-2.0-or-later
// A log that a machine sent: read when it is shown, and to download.
'use client';
import { Button, Content, Stack, StackItem } from '@patternfly/react-core';
import DownloadIcon from '@patternfly/react-icons/dist/esm/icons/download-icon';
import { z } from 'zod';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { saveFile } from '../../file/save-file.ts';
import { useAnswer } from '../../list/use-answer.ts';
import { TEXT } from './outcome-text.ts';
import { ReportedLines } from './reported-text.tsx';

const LogText = z.string();

/** @param path under /api/v1, made by apiPath. @param fileName of the download. */
export function FetchedLog({ path, label, fileName }: { path: string; label: string; fileName: string }) {
  const { answer } = useAnswer(path, LogText);
  if (answer === undefined) return <Content component="p">{TEXT.logLoading}</Content>;
  if (!answer.ok) return <ProblemAlert title={TEXT.logFailed} problem={answer.problem} />;
  const text = answer.data;
  return (
    <Stack hasGutter>
      <StackItem><Button variant="secondary" size="sm" icon={<DownloadIcon />} onClick={() => saveFile(fileName, text, 'text/plain')}>{TEXT.download}</Button></StackItem>
      <StackItem><ReportedLines label={label} text={text} /></StackItem>
    </Stack>
  );
}
