// SPDX-License-Identifier: GPL-2.0-or-later
// Copy and download buttons for a text that the page shows, and what to do where the browser does not allow copying.
'use client';
import { Button, Flex, FlexItem } from '@patternfly/react-core';
import CopyIcon from '@patternfly/react-icons/dist/esm/icons/copy-icon';
import DownloadIcon from '@patternfly/react-icons/dist/esm/icons/download-icon';
import { type ReactNode, useState } from 'react';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import type { Problem } from '../../problem.ts';
import { notify } from '../notice/notices.ts';
import { saveFile } from './save-file.ts';

/** The words of the buttons, and of the notice that it was copied. */
export type TextActionsWords = { copy: string; copied: string; copyFailed: string; copyFailedText: string; download: string };

type TextActionsProps = { text: string; /** Of the file. */ name: string; words: TextActionsWords; /** Further buttons beside the two. */ children?: ReactNode };

export function TextActions({ text, name, words, children }: TextActionsProps) {
  const [problem, setProblem] = useState<Problem>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setProblem(undefined);
      notify(words.copied);
    } catch {
      setProblem({ title: words.copyFailed, status: 0, detail: words.copyFailedText }); // Outside https and localhost there is no clipboard.
    }
  };
  return (
    <>
      <Flex gap={{ default: 'gapSm' }}>
        <FlexItem><Button variant="secondary" size="sm" icon={<CopyIcon />} onClick={() => void copy()}>{words.copy}</Button></FlexItem>
        <FlexItem><Button variant="secondary" size="sm" icon={<DownloadIcon />} onClick={() => saveFile(name, text, 'text/plain')}>{words.download}</Button></FlexItem>
        {children}
      </Flex>
      <ProblemAlert title={words.copyFailed} problem={problem} />
    </>
  );
}
